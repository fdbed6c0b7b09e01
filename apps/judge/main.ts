import { systemClock } from '#core/clock'
import { runCommand } from '#core/process/run-process'
import { judgeLine } from './options.ts'
import { readBounded } from './read-bounded.ts'

/** Only a program may start another one: whoever imports the judges cannot. */
const further = async () => [await (await import('./libraries/haproxy.ts')).openHaproxyJudge(systemClock)]

/** For the help: what they go by is found out when they judge. */
async function judges() {
  const [{ openAllJudges }, { readConfig }, { judgeSettings }] = await Promise.all([
    import('./judges.ts'),
    import('#core/config/read-config'),
    import('./config.ts'),
  ])
  return [...openAllJudges({ config: readConfig(judgeSettings, {}) }, { clock: systemClock }), ...(await further())]
}

await runCommand(process, {
  ...judgeLine(judges),
  async run(call) {
    const { runCorpusLine } = await import('./corpus/corpus-line.ts')
    const done = await runCorpusLine(call)
    if (done !== undefined) return done
    const { runJudge } = await import('./run-judge.ts')
    return runJudge(call, () => readBounded(process.stdin), further)
  },
})
