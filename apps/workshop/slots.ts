import { Problem } from '#core/http/problem'

/** What several may do at once, and no more: whoever comes then is told to come again. */
export interface Slots {
  /** @returns what gives it back; to give it back twice is no harm @throws Problem too-many-requests */
  take(): () => void
}

/** @param words what a person is told where none is free */
export function createSlots(most: number, words: string): Slots {
  let taken = 0
  return {
    take() {
      if (taken >= most) throw new Problem('too-many-requests', words, { headers: { 'retry-after': '5' } })
      taken++
      let isTaken = true
      return () => {
        if (isTaken) taken--
        isTaken = false
      }
    },
  }
}
