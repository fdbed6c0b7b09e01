import { CannotBeMade } from '#attacks'
import type { Clock } from '#core/clock'
import { isSilent, type Sender } from '../answer.ts'
import { sendGood } from './control-requests.ts'
import type { ControlParts } from './controls.ts'
import { readOutcome, type Yardstick } from './read-outcome.ts'
import type { RunEnding } from './run-ending.ts'
import { whatHappened } from './what-happened.ts'

/** Looks at the good token between two controls: what follows means nothing, and may wait long, when it is not believed any more. */
export interface Lookout {
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

/** Why no good token can be made any more. @throws whatever is no matter of the issuer */
export function issuerFault(error: unknown): string {
  if (error instanceof CannotBeMade) return `no good token can be made any more: ${error.message}`
  throw error
}

export function createLookout(parts: LookoutParts): Lookout {
  const { clock, yardstick, ending, where } = parts
  let looking: Promise<void> | undefined
  let lookedAt = clock.monotonic()

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
    if (ending.reason !== undefined || (await fault()) === undefined) return
    await clock.delay(BEFORE_REPEATING)
    const what = await fault()
    if (what !== undefined) ending.end(`${where()} ${what}.`)
  }

  function look(): Promise<void> {
    looking ??= lookTwice().finally(() => {
      looking = undefined
      lookedAt = clock.monotonic()
    })
    return looking
  }

  const lookNowAndThen = async () => void (clock.monotonic() - lookedAt > LOOKS_APART && (await look()))

  return {
    look,
    lookNowAndThen,
    watchedSender: (sender) => ({
      async send(request) {
        const outcome = await sender.send(request)
        await (isSilent(outcome) ? look() : lookNowAndThen())
        return outcome
      },
      close: () => sender.close(),
    }),
  }
}
