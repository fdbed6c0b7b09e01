import type { AttackRequest, AttackStep, RightAnswer } from '#attacks'
import type { Clock } from '#core/clock'
import type { Outcome } from '../answer.ts'
import { HAD_ENOUGH } from './limits.ts'
import { CannotGoOn, type PlayParts } from './publish-step.ts'
import { readOutcome, type Reading } from './read-outcome.ts'

type TogetherStep = AttackStep & { readonly do: 'send-together' }

/** What came back to one of them. */
interface PlayedTogether {
  readonly reading: Reading
  readonly outcome: Outcome
  readonly request: AttackRequest
}

/**
 * Of many at the same instant so many may be believed, and none may break anything. They have no pace, so a limiter may keep some of them
 * from the target: what that does with all of them nobody has seen then, unless it believed too many of the others.
 */
export async function sendTogether(
  step: TogetherStep,
  parts: PlayParts,
  expects: readonly RightAnswer[],
): Promise<PlayedTogether> {
  const all = await playedTogether(step, parts, expects)
  const { requests, believed } = step
  const count = countBelieved(all)
  const first = (...verdicts: string[]) => all.find(({ reading }) => verdicts.includes(reading.verdict))
  if (count > believed) return first('believed') ?? all[0]!
  const notTaken = thatMatters(
    all.filter((each) => isNotTaken(each, expects)),
    step,
  )
  const crashed = all.find((each) => each.reading.verdict === 'crashed' && hasStatus(each) && !notTaken.includes(each))
  if (crashed) return crashed
  if (notTaken[0])
    return { ...notTaken[0], reading: { verdict: 'inconclusive', reason: notTakenWords(notTaken, requests) } }
  const broken = first('crashed') ?? first('hung')
  if (broken) return broken
  if (count === believed && believed === requests.length) return all[0]!
  if (count < believed) return { ...all[0]!, reading: { verdict: 'inconclusive', reason: tooFewWords(count, step) } }
  return first('refused') ?? all[0]!
}

/** The same where something follows. @throws CannotGoOn where they did not do what they come first for */
export async function sendTogetherFirst(step: TogetherStep, parts: PlayParts): Promise<void> {
  const all = await playedTogether(step, parts, [])
  const count = countBelieved(all)
  const isTooFew = count < step.believed
  // Where none has to be believed, a 503 may be what they come first for: that there is no room any more.
  const notTaken = thatMatters(
    all.filter((each) => isNotTaken(each, isTooFew ? [] : ['503'])),
    step,
  )
  if (notTaken.length > 0) throw new CannotGoOn(notTakenWords(notTaken, step.requests))
  if (isTooFew) throw new CannotGoOn(tooFewWords(count, step))
}

const NOT_ALL_TAKEN = `${HAD_ENOUGH} at once`

/** Whether a reason is that a limiter, as it seems, kept some of those that came at once from the target. */
export const isNotAllTaken = (reason: string | undefined): boolean => reason?.startsWith(NOT_ALL_TAKEN) === true

/** How long a limiter is left alone that did not take all. Milliseconds. */
export const UNTIL_ROOM = 8000

/** Plays, and once more after a while where not all that comes at once was taken. */
export async function untilTaken<Played extends { readonly reading: Reading } | undefined>(
  play: (isAgain: boolean) => Promise<Played>,
  clock: Clock,
): Promise<Played> {
  const played = await play(false)
  if (!isNotAllTaken(played?.reading.reason)) return played
  await clock.delay(UNTIL_ROOM)
  return play(true)
}

async function playedTogether(
  { requests }: TogetherStep,
  { atOnce, yardstick }: PlayParts,
  expects: readonly RightAnswer[],
): Promise<readonly PlayedTogether[]> {
  const together = { answered: 0 }
  const outcomes = await Promise.all(requests.map((request) => atOnce.send(request, together)))
  return outcomes.map((outcome, at) => {
    const request = requests[at] as AttackRequest // one for each outcome
    return { outcome, request, reading: readOutcome(outcome, yardstick, request, expects) }
  })
}

const countBelieved = (all: readonly PlayedTogether[]) =>
  all.filter(({ reading }) => reading.verdict === 'believed').length

const hasStatus = ({ outcome }: PlayedTogether) => outcome.kind === 'answered'

/** As limiters answer, or take no connection. */
function isNotTaken({ outcome }: PlayedTogether, expects: readonly RightAnswer[]): boolean {
  if (outcome.kind !== 'answered') return outcome.kind === 'unreachable'
  const { status } = outcome.answer
  return status === 429 || status === 408 || (status === 503 && !expects.includes('503'))
}

/** Hundreds of which none is to be believed are as many when a busy machine has lost the connections of a few. */
const thatMatters = (notTaken: readonly PlayedTogether[], { requests, believed }: TogetherStep) =>
  believed === 0 && 2 * notTaken.length <= requests.length && !notTaken.some(hasStatus) ? [] : notTaken

function notTakenWords(notTaken: readonly PlayedTogether[], { length }: readonly AttackRequest[]): string {
  const words = notTaken.map(({ outcome }) =>
    outcome.kind === 'answered' ? `${outcome.answer.status}` : 'no connection',
  )
  const how = [...new Set(words)].join(', ')
  return `${NOT_ALL_TAKEN}: of ${length} it did not take ${notTaken.length} (${how}), so nobody can tell what it does with all of them; try it where nothing limits how many may come at once`
}

const tooFewWords = (count: number, { requests, believed }: TogetherStep): string =>
  `of ${requests.length} at once ${count} were believed, and ${believed} should be`
