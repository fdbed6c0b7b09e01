import { systemClock } from '#core/clock'
import { untilSecondSignal, untilSignal } from '#core/process/lifecycle'
import { runCommand } from '#core/process/run-process'
import { PROBE_LINE } from './probe-line.ts'

await runCommand(process, {
  ...PROBE_LINE,
  async run(call) {
    const { runProbe } = await import('./run-probe.ts')
    const interrupted = untilSignal(process)
    void interrupted.then(() => untilSecondSignal(process, systemClock)).then(() => process.exit(2))
    return runProbe(call, interrupted)
  },
})
