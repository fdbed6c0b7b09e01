import { endProcess, untilSecondSignal, untilSignal } from '#core/process/lifecycle'
import { runCommand } from '#core/process/run-process'
import { isSidecarRole, sidecarLine } from './command.ts'
import { runSidecars } from './run-sidecars.ts'

const [role, ...args] = process.argv.slice(2)
if (!isSidecarRole(role)) throw new Error('Say which: signer, verifier or jwtproxy.')
process.argv.splice(2, process.argv.length, ...args)

await runCommand(process, {
  ...sidecarLine(role),
  async run(call) {
    const running = await runSidecars(role, call)
    if (!running) return 0
    await untilSignal(process)
    await endProcess(process, running.close(), untilSecondSignal(process, call.clock))
    return 0
  },
})
