import type { Step } from '#core/trace/step'
import { isObject } from '#core/token/claims'
import type { KitPlayed } from '../kit-play.ts'
import { judgeReason, judgeRefusal, type RefusalJudged } from './judge-refusal.ts'
import { parseChallenge } from './parse-challenge.ts'
import type { KitAnswer } from './read-answer.ts'
import { reasonsInWords, reasonsSaid, type SaidReasons } from './read-reasons.ts'
import type { RefusalReason } from './refusal-words.ts'

/** A refusal of a party: why, and how it is judged for a reason, or for none. */
interface PlayedRefusal {
  readonly status?: number
  readonly said: Pick<SaidReasons, 'reasons' | 'read'>
  judge(reason: RefusalReason | undefined): RefusalJudged
}

/** What all parties of a play said about tokens. */
interface PlayedVerdicts {
  refusals: PlayedRefusal[]
  /** Answers that are neither. */
  unclear: string[]
  isBelievedOnce: boolean
}

/** Members of an answer that are not answers of a party. */
const NO_ANSWERS = new Set(['claims', 'received', 'person', 'error', 'identity', 'said'])
const DEEPEST_ANSWER = 5
const REFUSALS_BY_STATUS: ReadonlySet<number> = new Set([400, 401, 403])

/** Is a play one in which somebody refuses? A service of the tester does not tell its steps: what it answered counts. */
export function judgePlayed(played: KitPlayed, reason: RefusalReason | undefined): RefusalJudged {
  const { refusals } = verdictsOfPlay(played)
  if (refusals.length === 0) {
    const letIn = judgePlayedIn(played)
    return letIn.is === 'yes' ? { is: 'no', why: 'Nobody refuses anything.' } : { is: 'doubt', why: letIn.why }
  }
  const each = refusals.map((refusal) => refusal.judge(reason))
  if (reason === undefined && each.some(({ is }) => is === 'yes'))
    return { is: 'yes', why: `It is refused: ${tellReasons(refusals)}.` }
  return (
    each.find(({ is }) => is === 'yes') ??
    each.find(({ is }) => is === 'doubt') ?? {
      is: 'no',
      why: `It is refused for another reason: ${tellReasons(refusals)}.`,
    }
  )
}

/** Was everybody let in? */
export function judgePlayedIn(played: KitPlayed): RefusalJudged {
  const { refusals, unclear, isBelievedOnce } = verdictsOfPlay(played)
  if (refusals.length > 0) return { is: 'no', why: `It is refused: ${tellReasons(refusals)}.` }
  if (unclear.length > 0)
    return { is: 'doubt', why: `Nobody refuses anything, and nobody is let in: ${unclear.join('; ')}.` }
  if (!isBelievedOnce) return { is: 'doubt', why: 'Nobody refuses anything, and nobody believes anything either.' }
  return { is: 'yes', why: 'Everybody is let in.' }
}

const tellReasons = (refusals: PlayedVerdicts['refusals']) =>
  [
    ...new Set(
      refusals.map(({ said: { reasons, read } }) => reasons.join(' or ') || (read[0] ?? 'no reason is given')),
    ),
  ].join(', ')

function verdictsOfPlay({ status, answer, story }: KitPlayed): PlayedVerdicts {
  const found: PlayedVerdicts = {
    refusals: [],
    unclear: [],
    isBelievedOnce: story.some(({ verb }) => verb === 'believes'),
  }
  if (status >= 400) found.unclear.push(`the play ends with ${status}${tellProblem(answer)}`)
  else collectVerdicts(answer, DEEPEST_ANSWER, found)
  const is403 = found.refusals.some(({ status: each }) => each === 403)
  const steps = story.filter(({ verb }) => verb === 'refuses')
  found.refusals.unshift(...steps.map((step) => refusalOfStep(step, is403)))
  return found
}

/** A party of ours has looked at the token, and says why it refuses it. @param is403 whether somebody answers so */
function refusalOfStep({ reason = '' }: Step, is403: boolean): PlayedRefusal {
  const { found, unsure } = reasonsInWords(reason)
  const reasons = found.map((each) => each.reason)
  const said = { reasons, read: reason === '' ? [] : [reason], unsure }
  const isOfRights = reasons.includes('insufficient-scope') || (is403 && reasons.length === 0)
  const why = `It is refused: ${reason || 'no reason is given'}.`
  const any: RefusalJudged = isOfRights
    ? { is: 'doubt', why: `${why} The token is believed, and may not do this: that is no refusal of the token.` }
    : { is: 'yes', why }
  return { said, judge: (asked) => (asked === undefined ? any : judgeReason(said, asked)) }
}

/** What a service of the tester answered is judged as it would be outside of a play. */
function refusalOfAnswer(answer: Record<string, unknown>, status: number): PlayedRefusal {
  const { error, ...others } = answer
  const words = isObject(error) && typeof error['message'] === 'string' ? error['message'] : ''
  const isChallenge = /^\s*bearer\b/i.test(words)
  const challenges = String(answer['challenge'] ?? (isChallenge ? words : ''))
  const body = answer['said'] ?? (isChallenge ? others : answer)
  const got: KitAnswer = {
    status,
    challenges,
    challenge: parseChallenge(challenges),
    body: isObject(body) ? body : {},
    text: typeof body === 'string' ? body : JSON.stringify(body),
    json: body,
    isJson: isObject(body),
    isRedirected: false,
    isSentWithout: false,
  }
  return { status, said: reasonsSaid(got), judge: (reason) => judgeRefusal(got, reason) }
}

const tellProblem = ({ title, detail }: Record<string, unknown>) =>
  [title, detail]
    .filter((each) => typeof each === 'string')
    .map((each) => `, ${each}`)
    .join('')

function collectVerdicts(answer: Record<string, unknown>, deep: number, found: PlayedVerdicts): void {
  const { valid, status } = answer
  const code = typeof status === 'number' ? status : undefined
  if (valid === true) found.isBelievedOnce = true
  if (code === undefined ? valid === false : REFUSALS_BY_STATUS.has(code)) {
    found.refusals.push(refusalOfAnswer(answer, code ?? 401))
  } else if (valid === false || (code !== undefined && code >= 400)) found.unclear.push(`one of them answers ${code}`)
  if (deep === 0) return
  for (const [name, each] of Object.entries(answer))
    if (isObject(each) && !NO_ANSWERS.has(name)) collectVerdicts(each, deep - 1, found)
}
