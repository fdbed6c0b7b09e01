import { runCommand } from '#core/process/run-process'
import { judgeLine } from './options.ts'
import { readBounded } from './read-bounded.ts'

const judges = async () => (await import('./judges.ts')).createJudges()

await runCommand(process, {
  ...judgeLine(judges),
  async run(call) {
    const { runCorpusLine } = await import('./corpus/corpus-line.ts')
    const done = await runCorpusLine(call)
    if (done !== undefined) return done
    const { runJudge } = await import('./run-judge.ts')
    return runJudge(call, () => readBounded(process.stdin))
  },
})
