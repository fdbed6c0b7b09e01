import type { Clock } from '../clock.ts'

/** Who answers later than this, and not at all, was silent. Milliseconds. */
const SILENT_AFTER = 1000

/** So long nobody waits again for who was silent. Milliseconds. */
const LEFT_ALONE = 5000

/**
 * One question for all who want to know. Where it came to nothing after a long wait, nobody else waits that long: they are told of the
 * failure at once, also while one of them tries again. What fails at once may be tried again at once.
 */
export function askTheSilent<Result>(ask: () => Promise<Result>, machine: Clock): () => Promise<Result> {
  let asking: Promise<Result> | undefined
  let silence: { until: number; error: unknown } | undefined

  async function askNow(): Promise<Result> {
    const askedAt = machine.monotonic()
    try {
      const result = await ask()
      silence = undefined
      return result
    } catch (error) {
      const now = machine.monotonic()
      silence = now - askedAt < SILENT_AFTER ? undefined : { until: now + LEFT_ALONE, error }
      throw error
    }
  }

  return async () => {
    if (silence && (asking || machine.monotonic() < silence.until)) throw silence.error
    asking ??= askNow().finally(() => (asking = undefined))
    return asking
  }
}
