import type { Clock } from '#core/clock'
import type { Outcome, Sender } from '../answer.ts'

/** How long nothing is sent after a target has had enough, for the first time and from then on. Milliseconds. */
const PAUSES = [1000, 2000, 4000] as const

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

  /** Whoever meets the limit meanwhile waits with it. */
  function rest(milliseconds: number): Promise<void> {
    pause ??= clock.delay(milliseconds).finally(() => void (pause = undefined))
    return pause
  }

  return {
    async send(request) {
      await turn()
      const first = await sender.send(request)
      let outcome = first
      for (const milliseconds of PAUSES) {
        if (!hasEnough(outcome)) break
        const before = step
        await rest(milliseconds)
        await turn()
        outcome = await sender.send(request)
        const isLimit = !hasEnough(outcome) || statusOf(outcome) !== 503
        if (isLimit && step === before) slowDown()
      }
      return outcome
    },
    close: () => sender.close(),
  }
}

const statusOf = (outcome: Outcome) => (outcome.kind === 'answered' ? outcome.answer.status : undefined)

const hasEnough = (outcome: Outcome): boolean => [429, 408, 503].includes(statusOf(outcome) ?? 0)
