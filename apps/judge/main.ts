import { systemClock } from '#core/clock'
import { runCommand } from '#core/process/run-process'
import { JUDGE_LINE } from './options.ts'
import { readBounded } from './read-bounded.ts'

/** Only a program may start another one: whoever imports the judges cannot. */
const further = async () => [await (await import('./libraries/haproxy.ts')).openHaproxyJudge(systemClock)]

await runCommand(process, {
  ...JUDGE_LINE,
  async run(call) {
    const { runCorpusLine } = await import('./corpus/corpus-line.ts')
    const done = await runCorpusLine(call)
    if (done !== undefined) return done
    const { runJudge } = await import('./run-judge.ts')
    return runJudge(call, () => readBounded(process.stdin), further)
  },
})
