import type { AttackRequest } from '#attacks'
import type { Answer, Outcome, Sender } from '../answer.ts'
import { bearerRequest, GARBAGE, WITHOUT_TOKEN } from '../engine/control-requests.ts'
import { sayAhead, secondsAhead } from '../engine/clocks-apart.ts'
import { featuresOf } from '../engine/likeness.ts'
import { hasMarker, type Marker } from '../engine/marker.ts'
import { areAlike, readOutcome, type Yardstick } from '../engine/read-outcome.ts'
import type { IssuerSide } from '../issuer-side.ts'
import { challengeHints } from './challenge-hints.ts'
import { findBelieved } from './find-believed.ts'
import { guessValues, type Guess } from './guess.ts'
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
  /** `isForScope` where a token was believed but for its scope. `why` is one sentence; `said` is what the target said: where it refused all tokens, what tells most of its answers, and else the last. */
  | ({
      readonly isFound: false
      readonly why: string
      readonly said?: string
      readonly isRefused?: true
      readonly isForScope?: true
    } & HowFound)

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
  const notFound = (why: string, said?: string, isRefused?: true, isForScope?: true): Discovery => ({
    isFound: false,
    why,
    requests,
    notes,
    ...(said !== undefined && { said }),
    ...(isRefused && { isRefused }),
    ...(isForScope && { isForScope }),
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
  const apart = sayAhead(secondsAhead(noToken.kind === 'answered' ? noToken.answer : { headers: [] }, world.now()))
  notes = apart === undefined ? noted : [...noted, apart]
  const hints = { audiences: run.audiences, realms, resources, issuers, scopes: [...scopes, ...further] }
  const values = guessValues(world, { url, ...hints })
  const isAudienceSaid = run.audiences.length > 0
  const found = await findBelieved({ world, values, send, isBelieved, isAudienceSaid, mostGuesses })
  if (!found.guess) return notFound(found.why, found.said, found.isRefused, found.isForScope)
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
