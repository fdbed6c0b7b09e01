import { systemClock } from '#core/clock'
import type { Environment } from '#core/config/setting'
import { readArguments } from '#core/process/command-line'
import { JUDGE_LINE } from '../../apps/judge/options.ts'
import { runJudge } from '../../apps/judge/run-judge.ts'

/**
 * Does what `npm run judge -- …` does, and says what a person sees of it.
 * @param input what comes on standard input
 */
export async function judgeOnLine(words: readonly string[], env: Environment, input = '') {
  let shown = ''
  let told = ''
  const terminal = {
    write: (text: string) => void (shown += text),
    tell: (text: string) => void (told += text),
    progress: () => {},
    isTerminal: false,
    columns: Infinity,
    colours: false,
  }
  const given = readArguments(words, JUDGE_LINE)
  const code = await runJudge({ ...given, env, clock: systemClock, terminal }, async () => input)
  return { code, shown, told }
}
