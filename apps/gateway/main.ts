import { runUntilSignal } from '#core/process/lifecycle'
import { runCommand } from '#core/process/run-process'
import { GATEWAY_LINE } from './command.ts'
import { runGateways } from './run-gateways.ts'

await runCommand(process, {
  ...GATEWAY_LINE,
  async run(call) {
    return runUntilSignal(process, call.clock, () => runGateways(call))
  },
})
