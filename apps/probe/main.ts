import { runCommand } from '#core/process/run-process'
import { PROBE_LINE } from './probe-line.ts'

await runCommand(process, {
  ...PROBE_LINE,
  async run(call) {
    const { runProbe } = await import('./run-probe.ts')
    return runProbe(call)
  },
})
