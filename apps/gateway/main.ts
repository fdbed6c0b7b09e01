import { endProcess, untilSecondSignal, untilSignal } from '#core/process/lifecycle'
import { runCommand } from '#core/process/run-process'
import { GATEWAY_LINE } from './command.ts'
import { runGateways } from './run-gateways.ts'

await runCommand(process, {
  ...GATEWAY_LINE,
  async run(call) {
    const running = await runGateways(call)
    if (!running) return 0
    await untilSignal(process)
    await endProcess(process, running.close(), untilSecondSignal(process, call.clock))
    return 0
  },
})
