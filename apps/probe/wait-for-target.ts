import { CannotBeMade, makeToken } from '#attacks'
import type { Clock } from '#core/clock'
import type { Answer, Sender } from './answer.ts'
import { CannotProbe } from './engine/cannot-probe.ts'
import { bearerRequest, sendGood, WITHOUT_TOKEN } from './engine/control-requests.ts'
import { mayLackKey, saysThatKeyLacks } from './engine/explained-reason.ts'
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

/**
 * A target may still have older keys, and read the new ones only after a while. Where it refuses the good token and has not read the
 * key set since the issuer is there, it is shown that token, and one with an unknown key id, for 40 seconds at most.
 */
export async function untilKeysAreRead({
  side,
  isServed,
  ...parts
}: WaitingParts & { readonly side: IssuerSide; readonly isServed: boolean }): Promise<void> {
  const { sender, clock, tell, url } = parts
  const { keySetReads } = side
  const refusal = await refusalOfGood(sender, side)
  if (!refusal || !keySetReads || !(isServed ? mayLackKey(refusal) : saysThatKeyLacks(refusal))) return
  const hasRead = async () => (await keySetReads()).length > 0
  if (await hasRead()) return
  const begin = clock.monotonic()
  let isTold = false
  while (clock.monotonic() - begin < READS_KEYS_WITHIN) {
    await sender.send(bearerRequest(await makeToken(side.world(), { header: { kid: `unknown-${clock.monotonic()}` } })))
    if (!(await refusalOfGood(sender, side))) return isTold ? tell('It believes the good token now.') : undefined
    if (await hasRead()) return
    if (!isTold)
      tell(
        `${url} refuses the good token, and has not read the key set since this run began: it may still have older keys, which many read once in 30 seconds at most. It is asked again for 40 seconds.`,
      )
    isTold = true
    await pause(SHOWS_TOKEN_EVERY, parts)
  }
  tell('It has not read the key set: is the address of the key set the one that is set in it?')
}

/** @returns the answer to a good token, where it says that the token is not believed */
async function refusalOfGood(sender: Sender, issuerSide: IssuerSide): Promise<Answer | undefined> {
  try {
    const { outcome } = await sendGood({ sender, issuerSide })
    if (outcome.kind !== 'answered') return undefined
    const { status } = outcome.answer
    return status === 401 || status === 403 ? outcome.answer : undefined
  } catch (error) {
    if (error instanceof CannotBeMade) return undefined // the controls say it
    throw error
  }
}

const pause = (milliseconds: number, { clock, interrupted }: WaitingParts): Promise<void> =>
  interrupted ? Promise.race([clock.delay(milliseconds), interrupted]) : clock.delay(milliseconds)
