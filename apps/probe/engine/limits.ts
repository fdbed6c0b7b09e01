import type { Clock } from '#core/clock'
import type { Outcome, Sender } from '../answer.ts'

/** How a reason begins that a slower run may not have. */
export const HAD_ENOUGH = 'the target had enough of us'

/** How long nothing is sent after a target has had enough, for the first time and from then on. Milliseconds. */
const PAUSES = [1000, 2000, 4000] as const

/** Who says when to come again (RFC 9110 §10.2.3) is left alone until then: so long in all of a run at most. Milliseconds. */
const MOST_RESTED = { once: 60_000, inAll: 120_000 }

/** After so many answers in a row that stayed 503 through all pauses, one pause is enough: it is the own answer of a target. */
const STAYS_503 = 2

/** Between two requests, after so many times; a target that had enough once is asked slower until the end. Milliseconds. */
const GAPS = [0, 50, 100, 200, 500, 1000] as const

/**
 * A sender that slows down by itself. Whoever has had enough (429, 408; RFC 6585 §4, RFC 9110 §15.5.9), or cannot serve just now (503, as
 * nginx limits), is left alone for a while and asked the same again, slower from then on. What stays a 503 is its own, and slows nothing.
 */
export function slowingSender(sender: Sender, clock: Clock): Sender {
  let step = 0
  let next = 0
  let pause: Promise<void> | undefined
  let stayed = 0
  let rested = 0

  async function turn(): Promise<void> {
    await pause
    const now = clock.monotonic()
    const due = Math.max(now, next)
    next = due + (GAPS[step] ?? 0)
    if (due > now) await clock.delay(due - now)
  }

  function slowDown(): void {
    step = Math.min(step + 1, GAPS.length - 1)
    next = Math.max(next, clock.monotonic() + (GAPS[step] ?? 0))
  }

  /** As the target says, as far as there is time for it. */
  function restFor(outcome: Outcome, usual: number): number {
    const left = Math.min(MOST_RESTED.once, MOST_RESTED.inAll - rested)
    const milliseconds = Math.max(usual, Math.min(left, retryAfter(outcome)))
    if (milliseconds > usual && !pause) rested += milliseconds
    return milliseconds
  }

  /** Whoever meets the limit meanwhile waits with it. */
  function rest(milliseconds: number): Promise<void> {
    pause ??= clock.delay(milliseconds).finally(() => void (pause = undefined))
    return pause
  }

  return {
    async send(request) {
      await turn()
      const first = await sender.send(request)
      if (!hasEnough(first)) return first
      let outcome = first
      for (const milliseconds of PAUSES.slice(0, stayed < STAYS_503 ? PAUSES.length : 1)) {
        const before = step
        await rest(restFor(outcome, milliseconds))
        await turn()
        outcome = await sender.send(request)
        const isLimit = !hasEnough(outcome) || statusOf(outcome) !== 503
        if (isLimit && step === before) slowDown()
        if (!hasEnough(outcome)) break
      }
      stayed = statusOf(outcome) === 503 ? stayed + 1 : 0
      return outcome.kind === 'answered' && !hasEnough(outcome) ? { ...outcome, isRepeated: true } : outcome
    },
    close: () => sender.close(),
  }
}

const statusOf = (outcome: Outcome) => (outcome.kind === 'answered' ? outcome.answer.status : undefined)

/** Milliseconds; 0 where it says nothing, or a date. */
function retryAfter(outcome: Outcome): number {
  if (outcome.kind !== 'answered') return 0
  const said = outcome.answer.headers.find(([name]) => name === 'retry-after')?.[1] ?? ''
  return /^\d{1,5}$/.test(said) ? Number(said) * 1000 : 0
}

const hasEnough = (outcome: Outcome): boolean => [429, 408, 503].includes(statusOf(outcome) ?? 0)
