import { makeToken, type AttackNeed, type AttackRequest, type AttackStep } from '#attacks'
import type { Clock } from '#core/clock'
import { isSilent, type Outcome, type Sender } from '../answer.ts'
import type { IssuerSide } from '../issuer-side.ts'
import { bearerRequest, sendGood } from './control-requests.ts'
import { readOutcome, type Yardstick } from './read-outcome.ts'

/** What playing an attempt takes. */
export interface PlayParts {
  readonly sender: Sender
  /** Without a pace: what is to come at the same instant. */
  readonly atOnce: Sender
  readonly issuerSide: IssuerSide
  readonly clock: Clock
  readonly yardstick: Yardstick
  /** The target takes its tokens in a member of its body. */
  readonly isTokenInBody?: boolean
  /** Told when a case could not be played, or the target does not answer: looks whether anything that follows would mean something. */
  readonly whenFailed?: () => Promise<void>
}

/** The run has no hand for a step: the case is not run. */
export class NoHand extends Error {
  override readonly name = 'NoHand'
  readonly need: AttackNeed
  constructor(need: AttackNeed) {
    super(need)
    this.need = need
  }
}

/** An attempt goes no further: what would follow means nothing. */
export class CannotGoOn extends Error {
  override readonly name = 'CannotGoOn'
}

/** What the steps of one attempt share. */
export interface StepHands {
  /** What puts back whatever a step has changed. */
  readonly undo: (() => Promise<void>)[]
  /** Whether the target has asked the issuer about tokens since the attempt began; absent where that cannot be seen. */
  readonly asksIssuer: (() => Promise<boolean>) | undefined
}

/** The issuer publishes something else, until the attempt ends. @throws NoHand, CannotGoOn */
export async function publishStep(
  { answer, until }: AttackStep & { do: 'publish' },
  parts: PlayParts,
  { undo, asksIssuer }: StepHands,
): Promise<undefined> {
  if (!parts.issuerSide.publish) throw new NoHand('key-set')
  const published = await parts.issuerSide.publish(answer)
  undo.push(() => published.restore())
  if (until === 'unread') return
  const isRead = await provoking(parts, published.isRead(), asksIssuer)
  if (!isRead) throw new CannotGoOn('the target did not read the key set that the issuer published')
}

/** Who asks about each token (RFC 7662) goes by the word of the issuer, whatever is published. */
export const ASKS_ISSUER =
  'the target does not go by the key set that was published: it asks the issuer about each token, as it seems'

/** Milliseconds. */
const BETWEEN_PROVOCATIONS = 1000
const PROVOKED_FOR = 60_000

/** Who did not answer so often, one time after the other, is not there any more. */
const MOST_SILENT = 2

/** A target reads the key set again when it meets a key id that it does not know. */
async function provoking(
  parts: PlayParts,
  isRead: Promise<boolean>,
  asksIssuer: StepHands['asksIssuer'],
): Promise<boolean> {
  const open = Symbol('nobody has read it yet')
  const isThere = stillThere()
  for (const begin = parts.clock.monotonic(); parts.clock.monotonic() - begin < PROVOKED_FOR;) {
    const outcome = await parts.sender.send(await unknownKeyRequest(parts))
    const said = await Promise.race([isRead, parts.clock.delay(BETWEEN_PROVOCATIONS).then(() => open)])
    if (await asksIssuer?.()) throw new CannotGoOn(ASKS_ISSUER)
    if (typeof said === 'boolean') return said
    if (!isThere(outcome)) throw new CannotGoOn('the target did not answer any more')
  }
  return isRead
}

/** @returns whether somebody who said this is still waited for */
function stillThere(): (outcome: Outcome) => boolean {
  let silent = 0
  return (outcome) => {
    silent = isSilent(outcome) ? silent + 1 : 0
    return silent < MOST_SILENT
  }
}

let provocations = 0

const unknownKeyRequest = async ({ issuerSide }: PlayParts): Promise<AttackRequest> => {
  const world = issuerSide.world()
  return bearerRequest(await makeToken(world, { header: { kid: `unknown-${world.now()}-${++provocations}` } }))
}

/** After the key set was another one, the target may have to read it again before it believes anybody. */
export async function untilGoodAgain(parts: PlayParts): Promise<void> {
  const isThere = stillThere()
  for (const begin = parts.clock.monotonic(); parts.clock.monotonic() - begin < PROVOKED_FOR;) {
    const { request, outcome } = await sendGood(parts)
    if (readOutcome(outcome, parts.yardstick, request).verdict === 'believed') return
    if (isSilent(outcome)) await parts.whenFailed?.()
    if (!isThere(outcome)) return
    await parts.sender.send(await unknownKeyRequest(parts))
    await parts.clock.delay(BETWEEN_PROVOCATIONS)
  }
}
