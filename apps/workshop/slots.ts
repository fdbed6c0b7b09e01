import type { Clock } from '#core/clock'
import { Problem } from '#core/http/problem'

/** What several may do at once, and no more: whoever comes then is told to come again, and is before those who come later. */
export interface Slots {
  /**
   * @param whose each has one at most: that is for whoever asks to see to
   * @returns what gives it back; to give it back twice is no harm @throws Problem too-many-requests
   */
  take(whose: object): () => void
}

export interface SlotsParts {
  most: number
  /** What a person is told where none is free. */
  words: string
  clock: Pick<Clock, 'monotonic'>
}

/** A slot that is free is kept so long for who was told to come again. Milliseconds. */
const KEPT_FOR_WHO_WAITS = 20_000

export function createSlots({ most, words, clock }: SlotsParts): Slots {
  let taken = 0
  /** Who was told to come again, in the order in which they came: until when it counts. */
  const waiting = new Map<object, number>()

  function isBefore(whose: object): number {
    for (const [each, until] of waiting) if (until <= clock.monotonic()) waiting.delete(each)
    const place = [...waiting.keys()].indexOf(whose)
    return place === -1 ? waiting.size : place
  }

  return {
    take(whose) {
      if (taken + isBefore(whose) >= most) {
        waiting.set(whose, clock.monotonic() + KEPT_FOR_WHO_WAITS) // who waits keeps her place
        throw new Problem('too-many-requests', words, { headers: { 'retry-after': '5' } })
      }
      waiting.delete(whose)
      taken++
      let isTaken = true
      return () => {
        if (isTaken) taken--
        isTaken = false
      }
    },
  }
}
