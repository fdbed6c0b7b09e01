import type { AttackRequest, RightAnswer } from '#attacks'
import { shownText } from '#core/shown-text'
import type { Answer, Outcome } from '../answer.ts'
import { likeWhich, type ForgedSigns } from './answer-signs.ts'
import { readDenied } from './denied-with-data.ts'
import { HAD_ENOUGH } from './limits.ts'
import { featuresOf, likeness, type Features } from './likeness.ts'
import { hasMarker, HINT, type Marker } from './marker.ts'
import { isRedirectOfRefusals } from './redirects.ts'
import { isBuiltLike, mayMeanNo, saysMoreOfNo, saysNo } from './same-words.ts'
import { shownIdentity, showsTheSame, type ShownIdentity } from './shown-identity.ts'
import { withoutPlaces, type SubjectPlaces } from './subject-places.ts'

/** What an outcome means: whether the token was believed, as far as that can be told. */
export interface Reading {
  readonly verdict: 'refused' | 'believed' | 'inconclusive' | 'crashed' | 'hung'
  /** Why nobody can tell. */
  readonly reason?: string
  /** What is odd about it. */
  readonly remark?: string
}

/** What the controls looked like: every later answer is held against them. */
export interface Yardstick {
  readonly marker?: Marker
  readonly good: Answer
  /** What two answers to a good token have in common. */
  readonly goodFeatures: Features
  /** Those of no token and of garbage that were refused. */
  readonly refusals: readonly Answer[]
  /** Where good answers show for whom they are, where they do. */
  readonly places?: SubjectPlaces
  /** Answers that say success to a good token with a broken signature, and are not for whom it is. */
  readonly guests?: readonly Answer[]
  /** How success that refuses differs from success that believes, where a token with a broken signature gets success. */
  readonly signs?: ForgedSigns
  /** The path of the target: who is sent back to it gets nothing else. */
  readonly url: string
}

const LIKE_GOOD = 0.7
const LIKENESS_MARGIN = 0.15

/**
 * Reads what came back to a request. The status is not enough: a page may say 200 and mean no, and a public one says 200 to all.
 * @param expects 503 is right where the keys cannot be read, and nowhere else
 */
export function readOutcome(
  outcome: Outcome,
  yardstick: Yardstick,
  request: AttackRequest,
  expects: readonly RightAnswer[] = [],
): Reading {
  if (outcome.kind === 'unreachable') return inconclusive(`there was no connection: ${outcome.detail}`)
  if (outcome.kind === 'answered') return readWhole(outcome.answer, yardstick, request, expects)
  const reading = outcome.came && readWhole(outcome.came, yardstick, request, expects)
  if (reading?.verdict === 'believed') return { ...reading, remark: `its answer did not end: ${endWords(outcome)}` }
  return { verdict: outcome.kind === 'hung' ? 'hung' : 'crashed' }
}

const endWords = (outcome: Extract<Outcome, { kind: 'hung' | 'dropped' }>): string =>
  outcome.kind === 'hung' ? 'the rest did not come in time' : outcome.detail

function readWhole(
  answer: Answer,
  yardstick: Yardstick,
  request: AttackRequest,
  expects: readonly RightAnswer[],
): Reading {
  const { status } = answer
  if (status === 503 && expects.includes('503')) return { verdict: 'refused' }
  if (status === 501 && request.method !== 'GET') return { verdict: 'refused' } // the method is unknown there (RFC 9110 §15.6.2)
  if (status >= 500) return { verdict: 'crashed' }
  if (status === 429 || status === 408)
    return inconclusive(`${HAD_ENOUGH}, and answered ${status}, so a smaller --rate may help`)
  if (isOpened(answer, request)) return { verdict: 'believed' }
  if (yardstick.marker) return { verdict: hasMarker(answer, yardstick.marker) ? 'believed' : 'refused' }
  if (status < 200) return inconclusive(`the target answered ${status}, for which nobody had asked`)
  if (status >= 400) return readDenied(answer, yardstick, request)
  if (status >= 300)
    return isRedirectOfRefusals(answer, yardstick) ? { verdict: 'refused' } : inconclusive(redirectWords(answer))
  if (answer.undecoded !== undefined) return inconclusive(undecodedWords(answer))
  return readBesideForged(answer, yardstick, request)
}

/** Another protocol is spoken from now on (RFC 9110 §7.8), or there is a tunnel (§9.3.6: its answer has no body): nobody does so for whom he refuses. */
function isOpened({ status, headers }: Answer, request: AttackRequest): boolean {
  if (status === 101) return request.headers.some(([name]) => /^upgrade$/i.test(name))
  const hasBody = headers.some(([name]) => name === 'content-length' || name === 'transfer-encoding')
  return request.method === 'CONNECT' && status >= 200 && status < 300 && !hasBody
}

const inconclusive = (reason: string): Reading => ({ verdict: 'inconclusive', reason })

const undecodedWords = ({ status, undecoded }: Answer): string =>
  `the target answered ${status} with the content-encoding ${shownText(undecoded ?? '')}, which could not be decoded, so nobody can read it`

const redirectWords = ({ status }: Answer): string =>
  `the target answered ${status} and sends elsewhere, or in another way, than it does without a token: ${HINT}`

/** Where a token with a broken signature gets success, too, an answer has to have what that one has not. */
function readBesideForged(answer: Answer, yardstick: Yardstick, request: AttackRequest): Reading {
  const { signs } = yardstick
  const reading = readSuccess(answer, yardstick, request)
  if (!signs) return reading
  const which = likeWhich(answer, signs)
  const isSample = which === 'neither' && signs.forged.size === 0 && areAlike(signs.sample, answer)
  if (which === 'forged' || isSample) return { verdict: 'refused', remark: SOFT }
  const isTold = which === 'good' && (request.method !== 'HEAD' || signs.good.size > 0)
  return isTold || reading.verdict !== 'believed'
    ? reading
    : inconclusive(`the target answered ${answer.status}, ${UNSIGNED}: ${HINT}`)
}

const UNSIGNED = 'which looks neither like its answer to the good token nor like that to one with a broken signature'

function readSuccess(answer: Answer, yardstick: Yardstick, request: AttackRequest): Reading {
  const { places, refusals, guests = [] } = yardstick
  if (!places || request.method === 'HEAD') return readSeen(answer, yardstick, request)
  const shown = shownIdentity(answer, request, places)
  const isOfGuests = (beside: Answer) => guests.some((each) => areAlike(withoutPlaces(each, places.frames), beside))
  if (shown === 'none was sent' && places.besides) {
    const beside = withoutPlaces(answer, places.frames)
    if (isOfGuests(beside)) return inconclusive(`the target answered ${answer.status}, ${AS_GUESTS}: ${HINT}`)
    const left = refusals.map((each) => withoutPlaces(each, places.frames))
    const reading = readSeen(beside, { ...yardstick, ...places.besides, refusals: left }, request)
    return saysMoreOfNo(answer, yardstick.good, request) ? readSeen(answer, yardstick, request) : reading
  }
  const isSameGuest = (each: Answer) => areAlike(each, answer) && showsTheSame(each, answer, places)
  if (isForOthers(shown) && guests.some(isSameGuest)) return { verdict: 'refused', remark: SOFT }
  const reading = readSeen(answer, yardstick, request)
  if (reading.verdict !== 'believed' || !isForOthers(shown)) return reading
  return inconclusive(`the target answered ${answer.status}, ${NOT_FOR_SENT[shown]}: ${HINT}`)
}

const AS_GUESTS = 'as it answers a token with a broken signature, and not for whom either is'

const NOT_FOR_SENT = {
  'somebody else':
    'and its answer speaks of somebody else than the token and the request do, so it may be one for guests',
  nobody: 'and its answer does not say for whom it is, which the answers to good tokens do',
} as const

/** Whether an answer is not for whom the token is: then it does not show that the token was believed. */
export const isForOthers = (shown: ShownIdentity): shown is keyof typeof NOT_FOR_SENT =>
  Object.hasOwn(NOT_FOR_SENT, shown)

function readSeen(answer: Answer, { good, goodFeatures, refusals }: Yardstick, request: AttackRequest): Reading {
  const [{ method }, features] = [request, featuresOf(answer)]
  const toGood = likeness(goodFeatures, features)
  const toRefusal = Math.max(0, ...refusals.filter(isSuccess).map((each) => likeness(featuresOf(each), features)))
  if (method === 'HEAD') return readHeadAnswer(answer, good, refusals)
  if (toRefusal > toGood + LIKENESS_MARGIN) return { verdict: 'refused', remark: SOFT }
  if (saysNo(answer) && !saysNo(good))
    return refusals.some(isSuccess)
      ? { verdict: 'refused', remark: SOFT }
      : inconclusive(`${answer.status}, ${FLAG_SAYS_NO}`)
  const isTold = !refusals.some(isSuccess) || toGood > toRefusal + LIKENESS_MARGIN
  const isBeliefLike = toGood >= LIKE_GOOD || isAsGood(answer, good, refusals)
  if (isBeliefLike && isTold && !mayMeanNo(answer, good, request)) return { verdict: 'believed' }
  if (method === 'OPTIONS' || method === 'TRACE') return { verdict: 'refused' } // what may be asked, or what was: nothing of the target
  return inconclusive(
    `the target answered ${answer.status}, which looks neither like its answer to the good token nor like a refusal: ${HINT}`,
  )
}

/** Where every refusal has a status that says so, what is built like the answer to the good token is one to whom was let in. */
const isAsGood = (answer: Answer, good: Answer, refusals: readonly Answer[]): boolean =>
  refusals.length > 0 &&
  !refusals.some(isSuccess) &&
  answer.status === good.status &&
  bodyTypeOf(answer) === bodyTypeOf(good) &&
  isBuiltLike(answer, good)

/** A flag may be one of data, as much as a refusal: who refuses by its status elsewhere would do so here. */
const FLAG_SAYS_NO = `and a member that may mean no, where every refusal so far had a status that says so: ${HINT}`

const SOFT = 'the refusal has a status that says success'

export const isSuccess = ({ status }: Answer) => status >= 200 && status < 300

const bodyTypeOf = ({ headers }: Answer) => headers.find(([name]) => name === 'content-type')?.[1]

/** There is no body to compare: its type is told all the same (RFC 9110 §9.3.2). */
function readHeadAnswer(answer: Answer, good: Answer, refusals: readonly Answer[]): Reading {
  if (refusals.some(isSuccess) || bodyTypeOf(answer) !== bodyTypeOf(good))
    return inconclusive(`the target answered HEAD with ${answer.status}, and there is no body to compare`)
  return { verdict: 'believed' }
}

/** Whether two answers are so alike that nobody could tell one from the other. */
export function areAlike(one: Answer, other: Answer): boolean {
  const [features, others] = [featuresOf(one), featuresOf(other)]
  return (
    isSuccess(one) === isSuccess(other) &&
    Math.min(likeness(features, others), likeness(others, features)) > 1 - LIKENESS_MARGIN
  )
}
