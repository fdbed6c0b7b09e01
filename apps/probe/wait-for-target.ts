import { makeToken } from '#attacks'
import type { Clock } from '#core/clock'
import type { Algorithm } from '#core/token/algorithms'
import type { Answer, Sender } from './answer.ts'
import { CannotProbe } from './engine/cannot-probe.ts'
import { bearerRequest, WITHOUT_TOKEN } from './engine/control-requests.ts'
import { mayLackKey, saysThatKeyLacks } from './engine/explained-reason.ts'
import { wantedScopes } from './engine/wanted-scope.ts'
import type { Marker } from './engine/marker.ts'
import { findFirstAlgorithm, type FirstAlgorithm } from './first-algorithm.ts'
import type { IssuerSide } from './issuer-side.ts'
import type { ServedIssuer } from './issuer/served-side.ts'
import { mayListenLater } from './target/connection-words.ts'

interface WaitingParts {
  readonly sender: Sender
  readonly clock: Clock
  readonly url: string
  readonly tell: (text: string) => void
  /** Rejects when nobody wants to wait any longer. */
  readonly interrupted?: Promise<never>
}

/** Milliseconds. */
const COMES_WITHIN = 180_000
const LOOKS_FOR_IT_EVERY = 500

/** A little more than the 30 seconds in which jose, and others like it, read a key set once. Milliseconds. */
const READS_KEYS_WITHIN = 40_000
const SHOWS_TOKEN_EVERY = 1000

/**
 * Waits for a target that is not there yet, three minutes at most: what to set in it is known only since the issuer is served.
 * @throws CannotProbe when it does not come
 */
export async function untilTargetIsThere({ issuer, jwks }: ServedIssuer, parts: WaitingParts): Promise<void> {
  const { sender, clock, url, tell } = parts
  const begin = clock.monotonic()
  let isTold = false
  for (;;) {
    const outcome = await sender.send(WITHOUT_TOKEN)
    if (outcome.kind !== 'unreachable' || !mayListenLater(outcome.detail))
      return isTold ? tell('It is there.') : undefined
    if (clock.monotonic() - begin >= COMES_WITHIN)
      throw new CannotProbe(`Nobody came to ${url} within three minutes. Start the service, and run this again.`)
    if (!isTold)
      tell(
        `Waiting for ${url}, three minutes at most: start the service with the issuer ${issuer} and the key set ${jwks}.`,
      )
    isTold = true
    await pause(LOOKS_FOR_IT_EVERY, parts)
  }
}

/** How many algorithms are shown in a round: within the last ten seconds all eleven are. */
const ALGORITHMS_A_ROUND = 3

/**
 * Finds the algorithm of a good token that the target believes. It may still have older keys, and read the new ones only after a while: where
 * it refuses every good token and has not read the key set since the issuer is there, it is shown those of which it does not say that their
 * algorithm is wrong, and others with an unknown key id, for 40 seconds at most.
 */
export async function untilKeysAreRead({
  side: given,
  isServed,
  marker,
  ...parts
}: WaitingParts & {
  readonly side: IssuerSide
  readonly isServed: boolean
  readonly marker?: Marker
}): Promise<FirstAlgorithm> {
  const { sender, clock, tell, url } = parts
  const { keySetReads } = given
  const tries = { sender, ...(marker && { marker }) }
  const found = await findFirstAlgorithm({ ...tries, side: given })
  const { refusal, side, mayLackKeys } = found
  if (!refusal || !keySetReads || !mayWait(refusal, isServed)) return found
  const hasRead = async () => (await keySetReads()).length > 0
  if (await hasRead()) return found
  const begin = clock.monotonic()
  let isTold = false
  for (let round = 0; clock.monotonic() - begin < READS_KEYS_WITHIN; round++) {
    const algorithms = ofRound(mayLackKeys, round)
    for (const of of algorithms) await sender.send(bearerRequest(await withUnknownKey(side, of, clock)))
    const again = await findFirstAlgorithm({ ...tries, side, algorithms })
    if (!again.refusal) {
      if (isTold) tell('It believes the good token now.')
      return again
    }
    if (await hasRead()) return findFirstAlgorithm({ ...tries, side: given })
    if (!isTold)
      tell(
        `${url} refuses the good token, and has not read the key set since this run began: it may still have older keys, which many read once in 30 seconds at most. It is asked again for 40 seconds.`,
      )
    isTold = true
    await pause(SHOWS_TOKEN_EVERY, parts)
  }
  tell('It has not read the key set: is the address of the key set the one that is set in it?')
  return found
}

const mayWait = (refusal: Answer, isServed: boolean): boolean =>
  (refusal.status === 401 || refusal.status === 403) &&
  wantedScopes(refusal) === undefined &&
  (isServed ? mayLackKey(refusal) : saysThatKeyLacks(refusal))

const ofRound = (all: readonly Algorithm[], round: number): readonly Algorithm[] =>
  all.length <= ALGORITHMS_A_ROUND
    ? all
    : Array.from(
        { length: ALGORITHMS_A_ROUND },
        (_, at) => all[(round * ALGORITHMS_A_ROUND + at) % all.length] as Algorithm,
      ) // within

const withUnknownKey = (side: IssuerSide, of: Algorithm, clock: Clock): Promise<string> =>
  makeToken(side.world(), { of, header: { kid: `unknown-${clock.monotonic()}` } })

const pause = (milliseconds: number, { clock, interrupted }: WaitingParts): Promise<void> =>
  interrupted ? Promise.race([clock.delay(milliseconds), interrupted]) : clock.delay(milliseconds)
