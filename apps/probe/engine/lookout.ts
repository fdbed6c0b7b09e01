import { CannotBeMade } from '#attacks'
import type { Clock } from '#core/clock'
import { isSilent, type Answer, type Outcome, type Sender } from '../answer.ts'
import { sendGood } from './control-requests.ts'
import type { ControlParts } from './controls.ts'
import { watchClockStep } from './clock-step.ts'
import { withoutNew } from './likeness.ts'
import { readOutcome, type Yardstick } from './read-outcome.ts'
import type { RunEnding } from './run-ending.ts'
import { whatHappened } from './what-happened.ts'

/** Looks at the good token between two controls: what follows means nothing, and may wait long, when it is not believed any more. */
export interface Lookout {
  /** A good token was refused elsewhere, and is believed again. */
  doubt(): void
  /** Whether the good token was refused meanwhile, and believed again after a pause; asked for once, it is forgotten. */
  takeDoubt(): boolean
  /** Sends it, once more after a second, and ends the run where it is not believed. Whoever looks meanwhile looks with it. */
  look(): Promise<void>
  /** The same where the last look is a while ago. */
  lookNowAndThen(): Promise<void>
  /** A sender that looks where the target did not answer, and now and then. Not for whoever has changed what the target believes. */
  watchedSender(sender: Sender): Sender
}

export interface LookoutParts extends ControlParts {
  readonly clock: Clock
  readonly yardstick: Yardstick
  readonly ending: RunEnding
  /** Where the run is, for its reason: `In the family time`. */
  readonly where: () => string
}

/** A control that fails is repeated after so long: one lost answer is no lock-out. Milliseconds. */
export const BEFORE_REPEATING = 1000

/** Milliseconds. */
const LOOKS_APART = 5000

/** A limiter's refusal may look like any other: after so many refusals it is looked, too. */
const REFUSALS_APART = 10

/** So many kinds of refusals are told apart. */
const MOST_LOOKS = 200

const refusalLooks = ({ status, body }: Answer): string => `${status} ${withoutNew(body.slice(0, 200))}`

/** Why no good token can be made any more. @throws whatever is no matter of the issuer */
export function issuerFault(error: unknown): string {
  if (error instanceof CannotBeMade) return `no good token can be made any more: ${error.message}`
  throw error
}

export function createLookout(parts: LookoutParts): Lookout {
  const { clock, yardstick, ending, where } = parts
  let looking: Promise<void> | undefined
  const byClock = watchClockStep(clock)
  let lookedAt = clock.monotonic()
  let isDoubted = false
  let refusals = 0
  const seen = new Set(yardstick.refusals.map(refusalLooks))

  /** @returns what happened, where it is not believed */
  async function fault(): Promise<string | undefined> {
    try {
      const { request, outcome } = await sendGood(parts)
      return readOutcome(outcome, yardstick, request).verdict === 'believed' ? undefined : whatHappened(outcome)
    } catch (error) {
      return issuerFault(error)
    }
  }

  async function lookTwice(): Promise<void> {
    if (ending.reason !== undefined) return
    const first = await fault()
    if (first === undefined) return
    await clock.delay(BEFORE_REPEATING)
    const what = await fault()
    if (what !== undefined) ending.end(`${where()} ${byClock(what)}.`)
    else if (!first.startsWith('the target crashed')) isDoubted = true // what was lost is no refusal
  }

  /** A refusal that looks like none before may be one for everybody: a limiter's. */
  function isNewRefusal(outcome: Outcome): boolean {
    if (outcome.kind !== 'answered' || outcome.answer.status < 400 || seen.size >= MOST_LOOKS) return false
    const looks = refusalLooks(outcome.answer)
    return !seen.has(looks) && seen.add(looks) !== undefined
  }

  const isTenthRefusal = (outcome: Outcome): boolean =>
    outcome.kind === 'answered' && outcome.answer.status >= 400 && ++refusals % REFUSALS_APART === 0

  function look(): Promise<void> {
    looking ??= lookTwice().finally(() => {
      looking = undefined
      lookedAt = clock.monotonic()
    })
    return looking
  }

  const lookNowAndThen = async () => void (clock.monotonic() - lookedAt > LOOKS_APART && (await look()))

  return {
    doubt: () => void (isDoubted = true),
    takeDoubt() {
      const was = isDoubted
      isDoubted = false
      return was
    },
    look,
    lookNowAndThen,
    watchedSender: (sender) => ({
      async send(request) {
        const outcome = await sender.send(request)
        await (isSilent(outcome) || isNewRefusal(outcome) || isTenthRefusal(outcome) ? look() : lookNowAndThen())
        return outcome
      },
      close: () => sender.close(),
    }),
  }
}
