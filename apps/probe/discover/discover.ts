import type { AttackRequest, AttackWorld } from '#attacks'
import type { Answer, Outcome, Sender } from '../answer.ts'
import { bearerRequest, GARBAGE, WITHOUT_TOKEN } from '../engine/control-requests.ts'
import { explanationIn } from '../engine/explained-reason.ts'
import { featuresOf } from '../engine/likeness.ts'
import { hasMarker, type Marker } from '../engine/marker.ts'
import { areAlike, readOutcome, type Yardstick } from '../engine/read-outcome.ts'
import type { IssuerSide } from '../issuer-side.ts'
import { challengeHints } from './challenge-hints.ts'
import { guessedToken, guessValues, type Guess, type GuessMember, type GuessValues } from './guess.ts'
import { memberNamed, sayOutcome, tellingAnswer } from './telling-answer.ts'
import { readResourceMetadata } from './resource-metadata.ts'
import { varyFound, type FoundMember } from './vary-found.ts'

export interface DiscoverRun {
  readonly sender: Sender
  readonly issuerSide: IssuerSide
  readonly url: URL
  /** Audiences that the person named. */
  readonly audiences: readonly string[]
  /** So many tokens are tried at most, before one is believed. */
  readonly mostGuesses?: number
  readonly marker?: Marker
}

/** What a target seems to expect of a good token. */
export type Discovery =
  | ({ readonly isFound: true; readonly guess: Guess; readonly members: readonly FoundMember[] } & HowFound)
  /** `why` is one sentence; `said` is what the target said: where it refused all tokens, what tells most of its answers, and else the last. */
  | ({ readonly isFound: false; readonly why: string; readonly said?: string; readonly isRefused?: true } & HowFound)

interface HowFound {
  readonly requests: number
  readonly notes: readonly string[]
}

/** A target is asked so often before anything is known of it, and no more. */
const MOST_GUESSES = 80

/**
 * Finds out which audience, issuer, type and algorithm a target believes: it begins with the token as the person described it, follows what
 * refusals say, and then varies one thing at a time. A guess counts as believed when its answer is a success that no answer to no token or
 * to garbage looks like.
 */
export async function discover(run: DiscoverRun): Promise<Discovery> {
  const { issuerSide, sender, marker, url, mostGuesses = MOST_GUESSES } = run
  const world = issuerSide.world()
  let requests = 0
  let notes: readonly string[] = []
  const send = (request: AttackRequest): Promise<Outcome> => {
    requests++
    return sender.send(request)
  }
  const notFound = (why: string, said?: string, isRefused?: true): Discovery => ({
    isFound: false,
    why,
    requests,
    notes,
    ...(said !== undefined && { said }),
    ...(isRefused && { isRefused }),
  })
  if (!world.issuer)
    return notFound('without a key of the issuer nothing can be tried: what the given token says is taken')
  const [noToken, garbage] = [await send(WITHOUT_TOKEN), await send(GARBAGE)]
  if (noToken.kind === 'unreachable') return notFound(`nobody answers: ${noToken.detail}`)
  const refusals = [noToken, garbage].flatMap((outcome) => (outcome.kind === 'answered' ? [outcome.answer] : []))
  const isBelieved = (outcome: Outcome): boolean => {
    if (outcome.kind !== 'answered') return false
    if (marker) return hasMarker(outcome.answer, marker)
    return isGoodStatus(outcome.answer) && !refusals.some((each) => areAlike(each, outcome.answer))
  }
  if (!marker && refusals.some(isGoodStatus) && refusals.every(isGoodStatus)) return notFound(IS_PUBLIC)

  const { realms, scopes, metadataUrls } = challengeHints(refusals)
  const { notes: noted, resources, issuers, scopes: further } = await readResourceMetadata(metadataUrls, url, send)
  notes = noted
  const hints = { audiences: run.audiences, realms, resources, issuers, scopes: [...scopes, ...further] }
  const values = guessValues(world, { url, ...hints })
  const isAudienceSaid = run.audiences.length > 0
  const found = await findBelieved({ world, values, send, isBelieved, isAudienceSaid, mostGuesses })
  if (!found.guess) return notFound(found.why, found.said, found.isRefused)
  const yardstick: Yardstick = {
    ...(marker && { marker }),
    good: found.answer,
    goodFeatures: featuresOf(found.answer),
    refusals: refusals.filter((each) => !areAlike(each, found.answer)),
    url: url.href,
  }
  const { members, isStillBelieved } = await varyFound(world, found.guess, values, async (token) => {
    const request = bearerRequest(token)
    return readOutcome(await send(request), yardstick, request).verdict
  })
  if (!isStillBelieved)
    return notFound(
      'the token that was believed is not believed any more: the target contradicts itself, or has locked us out',
    )
  return { isFound: true, guess: found.guess, members, requests, notes }
}

const IS_PUBLIC =
  'it answers requests without a token with a success: the path is public, or --accepted-when must say what tells'

const isGoodStatus = ({ status }: Answer) => status >= 200 && status < 300

type Found =
  | { readonly guess: Guess; readonly answer: Answer }
  | { readonly guess?: undefined; readonly why: string; readonly said?: string; readonly isRefused?: true }

interface Guessing {
  readonly world: AttackWorld
  readonly values: GuessValues
  readonly isAudienceSaid: boolean
  readonly mostGuesses: number
  send(request: AttackRequest): Promise<Outcome>
  isBelieved(outcome: Outcome): boolean
}

/** One member after the other where refusals say which; else every audience with every type. */
async function findBelieved({
  world,
  values,
  send,
  isBelieved,
  isAudienceSaid,
  mostGuesses,
}: Guessing): Promise<Found> {
  const tried = new Set<string>()
  const named = new Set<keyof Guess>()
  const answers: string[] = []
  const queue: Guess[] = []
  const first = firstGuess(values)
  if (!first) return { why: 'the issuer has no key' }
  queue.push(first)
  for (const guess of afterwards(values, first)) queue.push(guess)
  while (queue.length > 0 && tried.size < mostGuesses) {
    const guess = queue.shift() as Guess // there is one
    const name = JSON.stringify(guess)
    if (tried.has(name)) continue
    tried.add(name)
    const outcome = await send(bearerRequest(await guessedToken(world, guess)))
    if (outcome.kind === 'answered' && isBelieved(outcome)) return { guess, answer: outcome.answer }
    answers.push(sayOutcome(outcome))
    if (saidNothing(outcome)) return { why: TARGET_SAID_NOTHING, said: sayOutcome(outcome) }
    for (const scope of outcome.kind === 'answered' ? challengeHints([outcome.answer]).scopes : [])
      queue.unshift({ ...guess, scope })
    const member = outcome.kind === 'answered' ? memberNamed(explanationIn(outcome.answer)) : undefined
    // What the target names is varied next, with all else as it is.
    if (member) named.add(member)
    if (member) queue.unshift(...otherwise(values, guess, member))
  }
  const isOfIssuer = named.has('issuer') || (!named.has('audience') && named.has('algorithm'))
  const question = isAudienceSaid || isOfIssuer ? 'does it trust this issuer, and its keys?' : WHICH_AUDIENCE
  const why = `none of ${tried.size} tokens was believed: ${question}`
  return { why, said: tellingAnswer(answers), isRefused: true }
}

const WHICH_AUDIENCE =
  'its audience may be none of those that were tried. Say which it expects, and try again: --audience NAME.'

/** Whoever does not answer, or has had enough of us, has said nothing about a token. */
const saidNothing = (outcome: Outcome): boolean =>
  outcome.kind !== 'answered' || outcome.answer.status === 429 || outcome.answer.status >= 500

const TARGET_SAID_NOTHING =
  'the target did not say what it thinks of a token: it is busy, or has had enough of us (a smaller --rate may help)'

function firstGuess({ audience, issuer, type, algorithm, scope }: GuessValues): Guess | undefined {
  const [a, i, t, alg, s] = [audience[0], issuer[0], type[0], algorithm[0], scope[0]]
  if (a === undefined || i === undefined || t === undefined || alg === undefined) return undefined
  return { audience: a, issuer: i, type: t, algorithm: alg, ...(s !== undefined && { scope: s }) }
}

/** Every audience, then the same with the next algorithm, with every other type, and in a list; algorithms, issuers and scopes by themselves. */
function* afterwards(values: GuessValues, first: Guess): Generator<Guess> {
  yield { ...first, isAudienceList: true }
  for (const audience of values.audience) yield { ...first, audience }
  for (const algorithm of values.algorithm) yield { ...first, algorithm }
  const [, other] = values.algorithm
  if (other) for (const audience of values.audience) yield { ...first, audience, algorithm: other }
  for (const issuer of values.issuer) yield { ...first, issuer }
  for (const scope of values.scope) if (scope !== undefined) yield { ...first, scope }
  for (const type of values.type) for (const audience of values.audience) yield { ...first, audience, type }
  for (const audience of values.audience) yield { ...first, audience, isAudienceList: true }
}

/** A guess with one member other than it was; an audience as a text, and then in a list. */
function otherwise(values: GuessValues, guess: Guess, member: GuessMember): Guess[] {
  const texts = values[member].map((value) => ({ ...guess, [member]: value }) as Guess) // its own kind of values
  return member === 'audience' ? [...texts, ...texts.map((each) => ({ ...each, isAudienceList: true }))] : texts
}
