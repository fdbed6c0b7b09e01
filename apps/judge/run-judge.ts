import { resolve } from 'node:path'
import { portsOf } from '#core/config/process-settings'
import { readConfig } from '#core/config/read-config'
import { errorText } from '#core/error-text'
import { Problem } from '#core/http/problem'
import { UsageFault } from '#core/process/command-line'
import type { CommandCall } from '#core/process/run-process'
import { createAsk } from '../console/live/ask.ts'
import { judgeSettings } from './config.ts'
import { runCorpusLine } from './corpus/corpus-line.ts'
import { judgeToken, type JudgeFault } from './judge-token.ts'
import type { Judge, Judgement } from './judgement.ts'
import { openAllJudges } from './judges.ts'
import { readKeysText } from './keys/read-keys-text.ts'
import { chosenJudges, readJudgeOptions, type GivenToken } from './options.ts'
import { putQuestion, type QuestionOrder } from './put-question.ts'
import { renderJudgements } from './render-judgements.ts'
import { explainDifferences } from './why/explain-differences.ts'

/** What a judgement is in the JSON of the command: these members and no others, in this order. */
export const shownJudgement = ({ judge, outcome, believed, status, decidedBy, reason, checks, answer }: Judgement) => ({
  judge,
  outcome,
  believed,
  status,
  decidedBy,
  reason,
  checks,
  ...(answer && { answer }),
})

/**
 * Judges as the person at the terminal wants it.
 * @param readInput standard input, with a bound
 * @param further judges that only a program has which may start others: HAProxy
 * @returns the exit code
 * @throws UsageFault; Error that says why nothing can be judged, and what to do
 */
export async function runJudge(
  call: CommandCall,
  readInput: () => Promise<string>,
  further: () => Promise<readonly Judge[]> = async () => [],
): Promise<number> {
  const { env, clock, terminal } = call
  const code = await runCorpusLine(call)
  if (code !== undefined) return code
  const options = readJudgeOptions(call)
  const places = { clock, folder: resolve(env['INIT_CWD'] ?? '.') }
  const config = readConfig(judgeSettings, env)
  const others = await further()
  chosenJudges([...openAllJudges({ config }, places), ...others], options.only) // nothing is asked for a judge that is not there
  const brought = await broughtBy(options.given, readInput)
  const faults: JudgeFault[] = []
  const ask = createAsk({ host: config.host, ports: portsOf(config).plain, clock, token: config.controlToken })
  const { question, found } = await sayProblem(async () => {
    const keyPlaces = { folder: places.folder, keysFolder: config.keysFolder, machine: clock }
    const keys = options.keys === undefined ? undefined : await readKeysText(options.keys, keyPlaces)
    const order = { brought, audience: options.audience, issuer: options.issuer, at: options.at, keys }
    return putQuestion(order, { ask, machineNow: () => clock.now() })
  })
  const sandbox = found.hasSandbox ? { ask, now: found.now } : undefined
  const all = [...openAllJudges({ config, sandbox, caller: found.caller }, places), ...others]
  const judges = chosenJudges(all, options.only)
  const judgements = await judgeToken(question, judges, (fault) => void faults.push(fault))
  if (options.asJson) {
    terminal.write(`${JSON.stringify(judgements.map(shownJudgement), null, 2)}\n`)
  } else {
    const differences = judges.length > 1 ? await explainDifferences(question, judgements) : []
    const withChecks = options.withChecks || judges.length === 1
    const notes = question.authorization.length === 0 ? [] : found.notes // there is no token that could name a key
    terminal.write(renderJudgements({ question, judges, judgements, differences, notes, withChecks }, terminal))
  }
  for (const { judge, error } of faults) terminal.tell(`${judge} failed: ${errorText(error)}\n`)
  const isJudged = judgements.some(({ outcome }) => outcome !== 'cannot-judge')
  return faults.length > 0 || !isJudged ? 1 : 0
}

async function broughtBy(given: GivenToken, readInput: () => Promise<string>): Promise<QuestionOrder['brought']> {
  if (given !== 'standard-input' && !('token' in given)) return given
  const token = given === 'standard-input' ? (await readInput()).trim() : given.token
  return { authorization: [`Bearer ${tokenOfWord(token)}`] }
}

/** Whoever has something else in mind is told how to say it. @throws UsageFault */
function tokenOfWord(text: string): string {
  if (text === '') throw new UsageFault('There is no token on standard input.')
  const token = text.replace(/^bearer +/i, '')
  if (/\s/.test(token))
    throw new UsageFault('This is more than one word: one token is judged. Several headers: --authorization, once for each.') // prettier-ignore
  if (token.includes('.')) return token
  throw new UsageFault(`"${token.slice(0, 40)}" is no token: one has three parts, with dots between them. To have the sandbox make one: --named NAME. To judge it nevertheless: --authorization "Bearer …".`) // prettier-ignore
}

/** What cannot be done is no fault of the command: its sentence is enough. */
async function sayProblem<Result>(task: () => Promise<Result>): Promise<Result> {
  try {
    return await task()
  } catch (error) {
    if (error instanceof Problem) throw new Error(error.detail, { cause: error })
    throw error
  }
}
