import type { Step } from '#core/trace/step'
import { isObject } from '#core/token/claims'
import type { KitPlayed } from '../kit-play.ts'
import { judgeReason, type RefusalJudged } from './judge-refusal.ts'
import { parseChallenge } from './parse-challenge.ts'
import { reasonsInWords, reasonsSaid, type SaidReasons } from './read-reasons.ts'
import type { RefusalReason } from './refusal-words.ts'

/** What all parties of a play said about tokens. */
interface PlayedVerdicts {
  refusals: Pick<SaidReasons, 'reasons' | 'read'>[]
  /** Answers that are neither. */
  unclear: string[]
  isBelievedOnce: boolean
}

/** Members of an answer that are not answers of a party. */
const NO_ANSWERS = new Set(['claims', 'received', 'person', 'error', 'identity'])
const DEEPEST_ANSWER = 5
const REFUSALS_BY_STATUS: ReadonlySet<number> = new Set([400, 401, 403])

/** Is a play one in which somebody refuses? A service of the tester does not tell its steps: what it answered counts. */
export function judgePlayed(played: KitPlayed, reason: RefusalReason | undefined): RefusalJudged {
  const { refusals } = verdictsOfPlay(played)
  if (refusals.length === 0) {
    const letIn = judgePlayedIn(played)
    return letIn.is === 'yes' ? { is: 'no', why: 'Nobody refuses anything.' } : { is: 'doubt', why: letIn.why }
  }
  if (reason === undefined) return { is: 'yes', why: `It is refused: ${tellReasons(refusals)}.` }
  const each = refusals.map((refusal) => judgeReason(refusal, reason))
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
  [...new Set(refusals.map(({ reasons, read }) => reasons.join(' or ') || (read[0] ?? 'no reason is given')))].join(
    ', ',
  )

function verdictsOfPlay({ status, answer, story }: KitPlayed): PlayedVerdicts {
  const found: PlayedVerdicts = {
    refusals: story.filter(({ verb }) => verb === 'refuses').map(saidByStep),
    unclear: [],
    isBelievedOnce: story.some(({ verb }) => verb === 'believes'),
  }
  if (status >= 400) found.unclear.push(`the play ends with ${status}${tellProblem(answer)}`)
  else collectVerdicts(answer, DEEPEST_ANSWER, found)
  return found
}

function saidByStep({ reason = '' }: Step): Pick<SaidReasons, 'reasons' | 'read'> {
  const said = reasonsInWords(reason)
  return { reasons: said.map((each) => each.reason), read: reason === '' ? [] : [reason] }
}

const tellProblem = ({ title, detail }: Record<string, unknown>) =>
  [title, detail]
    .filter((each) => typeof each === 'string')
    .map((each) => `, ${each}`)
    .join('')

function collectVerdicts(answer: Record<string, unknown>, deep: number, found: PlayedVerdicts): void {
  const { valid, status, challenge, error } = answer
  const code = typeof status === 'number' ? status : undefined
  if (valid === true) found.isBelievedOnce = true
  if (code === undefined ? valid === false : REFUSALS_BY_STATUS.has(code)) {
    const words = isObject(error) && typeof error['message'] === 'string' ? error['message'] : ''
    const said = reasonsSaid({
      body: answer,
      challenge: parseChallenge(`${String(challenge ?? '')} ${words}`),
      text: '',
    })
    found.refusals.push(said)
  } else if (valid === false || (code !== undefined && code >= 400)) found.unclear.push(`one of them answers ${code}`)
  if (deep === 0) return
  for (const [name, each] of Object.entries(answer))
    if (isObject(each) && !NO_ANSWERS.has(name)) collectVerdicts(each, deep - 1, found)
}
