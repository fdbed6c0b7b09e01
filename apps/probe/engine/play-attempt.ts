import type { Attempt, AttackRequest, AttackStep, RightAnswer } from '#attacks'
import type { Answer, Outcome } from '../answer.ts'
import { jsonOfBody, memberOfBody } from './marker.ts'
import { seeWhetherItAsks } from './follows-key-set.ts'
import {
  ASKS_ISSUER,
  CannotGoOn,
  NoHand,
  publishStep,
  untilGoodAgain,
  type PlayParts,
  type StepHands,
} from './publish-step.ts'
import { isSuccess, readOutcome, type Reading } from './read-outcome.ts'
import { sendTogether, sendTogetherFirst } from './send-together.ts'

/** How an attempt went. */
export interface PlayedAttempt {
  readonly reading: Reading
  readonly outcome?: Outcome
  /** Whose answer counts. */
  readonly request?: AttackRequest
  /** What was played, where it is a fresh one in the place of another. */
  readonly repeated?: Attempt
}

/** Plays the steps in their order, and puts back whatever they have changed. @throws NoHand */
export async function playAttempt(
  { steps }: Attempt,
  parts: PlayParts,
  expects: readonly RightAnswer[],
): Promise<PlayedAttempt> {
  const undo: (() => Promise<void>)[] = []
  const asksIssuer = await seeWhetherItAsks(steps, parts.issuerSide)
  let played: PlayedAttempt = { reading: { verdict: 'inconclusive', reason: 'it has no request' } }
  try {
    const right = steps.some(isClockOff) ? [...expects, '503' as const] : expects
    for (const [at, step] of steps.entries())
      played = (await playStep(step, parts, right, { undo, asksIssuer, isLast: at === steps.length - 1 })) ?? played
    if (await asksIssuer?.()) throw new CannotGoOn(ASKS_ISSUER)
    return waitsForIssuer(steps, played) ? { ...played, reading: WAITS_FOR_ISSUER } : played
  } catch (error) {
    if (!(error instanceof CannotGoOn)) throw error
    return { ...played, reading: { verdict: 'inconclusive', reason: error.message } }
  } finally {
    for (const each of undo.toReversed()) await each()
    if (steps.some((step) => step.do === 'publish')) await untilGoodAgain(parts)
  }
}

/** Whoever asks the issuer about a token cannot while its own clock is off, and says so: that fails closed. */
const isClockOff = (step: AttackStep): boolean => step.do === 'move-clock' && step.of === 'target'

/** While the issuer says nothing to the target, a target that waits for it has not hung by itself. */
const waitsForIssuer = (steps: readonly AttackStep[], { reading }: PlayedAttempt): boolean =>
  reading.verdict === 'hung' && steps.some((step) => step.do === 'publish' && step.answer === 'hangs')

const WAITS_FOR_ISSUER: Reading = {
  verdict: 'inconclusive',
  reason:
    'the issuer said nothing to the target, and the target waited for it longer than the run waits for the target',
}

async function playStep(
  step: AttackStep,
  parts: PlayParts,
  expects: readonly RightAnswer[],
  { isLast, ...stepHands }: StepHands & { readonly isLast: boolean },
): Promise<PlayedAttempt | undefined> {
  const { issuerSide } = parts
  switch (step.do) {
    case 'send': {
      const outcome = await parts.sender.send(step.request)
      const reading = readOutcome(outcome, parts.yardstick, step.request, step.preparation ? [] : expects)
      if (step.preparation && !isGrantedElsewhere(step.request, outcome, parts))
        believedOr(reading, 'the token that comes first was not believed')
      return { reading, outcome, request: step.request }
    }
    case 'send-together':
      return isLast ? sendTogether(step, parts, expects) : void (await sendTogetherFirst(step, parts))
    case 'ask-issuer': {
      if (!issuerSide.ask) throw new NoHand('client')
      const outcome = await issuerSide.ask(step.endpoint, step.request)
      const reading = readIssuerOutcome(outcome, step.endpoint)
      if (step.preparation) believedOr(reading, 'what the issuer was asked for first was not granted')
      return { reading, outcome, request: step.request }
    }
    case 'publish':
      return publishStep(step, parts, stepHands)
    case 'move-clock': {
      if (!issuerSide.moveClock) throw new NoHand('time')
      await issuerSide.moveClock(step.seconds, step.of)
      stepHands.undo.push(async () => issuerSide.moveClock?.(-step.seconds, step.of))
      return undefined
    }
    case 'revoke':
      if (!issuerSide.revoke) throw new NoHand('revocation')
      await issuerSide.revoke(step.token)
      return undefined
  }
}

/** Another path answers in words of its own: a success is enough where every refusal of the target has a status that says so. */
function isGrantedElsewhere({ path }: AttackRequest, outcome: Outcome, { yardstick, issuerSide }: PlayParts): boolean {
  const isElsewhere = path !== undefined && path !== issuerSide.world().target.path
  return isElsewhere && outcome.kind === 'answered' && isSuccess(outcome.answer) && !yardstick.refusals.some(isSuccess)
}

function believedOr({ verdict, reason }: Reading, sentence: string): void {
  if (verdict !== 'believed') throw new CannotGoOn(`${sentence}${reason === undefined ? '' : `: ${reason}`}`)
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
