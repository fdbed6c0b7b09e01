import {
  makeToken,
  type Attempt,
  type AttackNeed,
  type AttackRequest,
  type AttackStep,
  type RightAnswer,
} from '#attacks'
import type { Clock } from '#core/clock'
import type { Answer, Outcome, Sender } from '../answer.ts'
import type { IssuerSide } from '../issuer-side.ts'
import { bearerRequest, sendGood } from './controls.ts'
import { jsonOfBody, memberOfBody } from './marker.ts'
import { readOutcome, type Reading, type Yardstick } from './read-outcome.ts'

/** What playing an attempt takes. */
export interface PlayParts {
  readonly sender: Sender
  /** Without a pace: what is to come at the same instant. */
  readonly atOnce: Sender
  readonly issuerSide: IssuerSide
  readonly clock: Clock
  readonly yardstick: Yardstick
}

/** How an attempt went. */
export interface PlayedAttempt {
  readonly reading: Reading
  readonly outcome?: Outcome
  /** Whose answer counts. */
  readonly request?: AttackRequest
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
class CannotGoOn extends Error {
  override readonly name = 'CannotGoOn'
}

/** Plays the steps in their order, and puts back whatever they have changed. @throws NoHand */
export async function playAttempt(
  { steps }: Attempt,
  parts: PlayParts,
  expects: readonly RightAnswer[],
): Promise<PlayedAttempt> {
  const undo: (() => Promise<void>)[] = []
  let played: PlayedAttempt = { reading: { verdict: 'inconclusive', reason: 'it has no request' } }
  try {
    for (const step of steps) played = (await playStep(step, parts, expects, undo)) ?? played
    return played
  } catch (error) {
    if (!(error instanceof CannotGoOn)) throw error
    return { ...played, reading: { verdict: 'inconclusive', reason: error.message } }
  } finally {
    for (const each of undo.toReversed()) await each()
    if (steps.some((step) => step.do === 'publish')) await untilGoodAgain(parts)
  }
}

type Undo = (() => Promise<void>)[]

async function playStep(
  step: AttackStep,
  parts: PlayParts,
  expects: readonly RightAnswer[],
  undo: Undo,
): Promise<PlayedAttempt | undefined> {
  const { issuerSide } = parts
  switch (step.do) {
    case 'send': {
      const outcome = await parts.sender.send(step.request)
      const reading = readOutcome(outcome, parts.yardstick, step.request, step.preparation ? [] : expects)
      if (step.preparation) believedOr(reading, 'the token that comes first was not believed')
      return { reading, outcome, request: step.request }
    }
    case 'send-together':
      return sendTogether(step, parts, expects)
    case 'ask-issuer': {
      if (!issuerSide.ask) throw new NoHand('client')
      const outcome = await issuerSide.ask(step.endpoint, step.request)
      const reading = readIssuerOutcome(outcome, step.endpoint)
      if (step.preparation) believedOr(reading, 'what the issuer was asked for first was not granted')
      return { reading, outcome, request: step.request }
    }
    case 'publish':
      return publishStep(step, parts, undo)
    case 'move-clock': {
      if (!issuerSide.moveClock) throw new NoHand('time')
      await issuerSide.moveClock(step.seconds, step.of)
      undo.push(async () => issuerSide.moveClock?.(-step.seconds, step.of))
      return undefined
    }
    case 'revoke':
      if (!issuerSide.revoke) throw new NoHand('revocation')
      await issuerSide.revoke(step.token)
      return undefined
  }
}

function believedOr({ verdict, reason }: Reading, sentence: string): void {
  if (verdict !== 'believed') throw new CannotGoOn(`${sentence}${reason === undefined ? '' : `: ${reason}`}`)
}

/** Of many at the same instant so many may be believed, and none may break anything. */
async function sendTogether(
  { requests, believed }: AttackStep & { do: 'send-together' },
  { atOnce, yardstick }: PlayParts,
  expects: readonly RightAnswer[],
): Promise<PlayedAttempt> {
  const outcomes = await Promise.all(requests.map((request) => atOnce.send(request)))
  const all = outcomes.map((outcome, at) => {
    const request = requests[at] as AttackRequest // one for each outcome
    return { outcome, request, reading: readOutcome(outcome, yardstick, request, expects) }
  })
  const count = all.filter(({ reading }) => reading.verdict === 'believed').length
  const first = (...verdicts: string[]) => all.find(({ reading }) => verdicts.includes(reading.verdict))
  const broken = first('crashed') ?? first('hung')
  if (broken) return broken
  const refused = first('refused')
  if (count > believed) return first('believed') ?? all[0]!
  if (count === believed && believed === requests.length) return all[0]!
  if (count < believed)
    return {
      ...all[0]!,
      reading: {
        verdict: 'inconclusive',
        reason: `of ${requests.length} at once ${count} were believed, and ${believed} should be`,
      },
    }
  return refused ?? all[0]!
}

/** What an issuer grants, it believes. About a token that is no good it says so with 200 (RFC 7662 §2.2). */
function readIssuerOutcome(outcome: Outcome, endpoint: string): Reading {
  if (outcome.kind === 'hung') return { verdict: 'hung' }
  if (outcome.kind === 'dropped') return { verdict: 'crashed' }
  if (outcome.kind === 'unreachable') return { verdict: 'inconclusive', reason: `no connection: ${outcome.detail}` }
  const { status, body }: Answer = outcome.answer
  if (status >= 500) return { verdict: 'crashed' }
  if (status >= 300) return { verdict: 'refused' }
  const isInactive = endpoint === 'introspection' && memberOfBody(jsonOfBody(body), 'active') === false
  return { verdict: isInactive ? 'refused' : 'believed' }
}

async function publishStep(
  { answer, until }: AttackStep & { do: 'publish' },
  parts: PlayParts,
  undo: Undo,
): Promise<undefined> {
  if (!parts.issuerSide.publish) throw new NoHand('key-set')
  const published = await parts.issuerSide.publish(answer)
  undo.push(() => published.restore())
  if (until === 'unread') return
  const isRead = await provoking(parts, published.isRead())
  if (!isRead) throw new CannotGoOn('the target did not read the key set that the issuer published')
}

/** Milliseconds. */
const BETWEEN_PROVOCATIONS = 1000
const MOST_PROVOCATIONS = 60

/** A target reads the key set again when it meets a key id that it does not know. */
async function provoking(parts: PlayParts, isRead: Promise<boolean>): Promise<boolean> {
  const open = Symbol('nobody has read it yet')
  for (let count = 0; count < MOST_PROVOCATIONS; count++) {
    await parts.sender.send(await unknownKeyRequest(parts))
    const said = await Promise.race([isRead, parts.clock.delay(BETWEEN_PROVOCATIONS).then(() => open)])
    if (typeof said === 'boolean') return said
  }
  return isRead
}

let provocations = 0

const unknownKeyRequest = async ({ issuerSide }: PlayParts): Promise<AttackRequest> => {
  const world = issuerSide.world()
  return bearerRequest(await makeToken(world, { header: { kid: `unknown-${world.now()}-${++provocations}` } }))
}

/** After the key set was another one, the target may have to read it again before it believes anybody. */
async function untilGoodAgain(parts: PlayParts): Promise<void> {
  for (let count = 0; count < MOST_PROVOCATIONS; count++) {
    const reading = readOutcome(await sendGood(parts), parts.yardstick, bearerRequest(''))
    if (reading.verdict === 'believed') return
    await parts.sender.send(await unknownKeyRequest(parts))
    await parts.clock.delay(BETWEEN_PROVOCATIONS)
  }
}
