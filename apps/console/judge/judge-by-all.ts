import { Problem } from '#core/http/problem'
import { unwrapPasted } from '#core/token/dissect/pasted'
import type { GivenText } from '../../judge/keys/find-keys.ts'
import { judgeToken } from '../../judge/judge-token.ts'
import { openAllJudges } from '../../judge/judges.ts'
import { putQuestion, type QuestionOrder } from '../../judge/put-question.ts'
import { explainDifferences } from '../../judge/why/explain-differences.ts'
import { readClock } from '../bench/check-token.ts'
import { placeInSandbox, type KeyChoiceParts } from '../bench/choose-keys.ts'
import type { JudgeDeskParts, JudgedForPage, JudgedOrder } from './judge-order.ts'

/** So many keys are shown. */
const MOST_SHOWN_KEYS = 20

/** Has all judges look at a token, and says why they differ. Nothing comes of it: nobody has sent that token. @throws Problem */
export async function judgeByAll(order: JudgedOrder, parts: JudgeDeskParts): Promise<JudgedForPage> {
  const { ask, config, now: machineNow, log, machine } = parts
  const at = order.at === undefined ? undefined : readClock(String(order.at))
  const keys = order.keys === undefined ? undefined : await givenKeys(order.keys, parts)
  const { question, found } = await putQuestion(
    { brought: broughtIn(order), audience: order.aud, issuer: order.iss, at, keys },
    { ask, machineNow },
  )
  const sandbox = found.hasSandbox ? { ask, now: found.now } : undefined
  const judgements = await judgeToken(
    question,
    openAllJudges({ config, sandbox, caller: found.caller }, { clock: machine }),
    ({ judge, error }) => log.warn({ judge, error: error instanceof Error ? error.name : 'unknown' }, 'judge-failed'),
  )
  const ids = question.keys.keys
    .slice(0, MOST_SHOWN_KEYS)
    .map(({ kid, algorithm }) => ({ algorithm, ...(kid !== undefined && { kid }) }))
  return {
    judgements,
    differences: await explainDifferences(question, judgements),
    keys: { from: question.keys.from, ids, notes: found.notes },
    expected: question.expected,
    now: question.now,
  }
}

function broughtIn({ token, authorization, named }: JudgedOrder): QuestionOrder['brought'] {
  if (named !== undefined) return { named }
  return { authorization: authorization ?? [`Bearer ${unwrapPasted(token ?? '').token}`] }
}

/** The console asks nobody but the processes of the sandbox, whatever a person pastes. */
async function givenKeys(text: string, parts: KeyChoiceParts): Promise<GivenText> {
  if (!/^\s*[a-z]+:\/\//i.test(text)) return { text, from: 'what was pasted' }
  const [name, path] = placeInSandbox(text, parts)
  const { status, body } = await parts.ask(name, { method: 'GET', path })
  if (status === 200) return { text: JSON.stringify(body), from: `${name} at ${path.split('?', 1)[0]}` }
  throw new Problem('invalid-input', `These keys cannot be used: ${name} answered ${status} there.`)
}
