import type { Clock } from '../clock.ts'

/** What has been used up or ended, each until a time; of too many the first is forgotten, so that nobody fills it to stop others. */
export interface Remembered {
  /** @returns whether it was not known. @param until milliseconds since 1970 */
  add(key: string, until: number): boolean
  has(key: string): boolean
}

export function createRemembered(most: number, clock: Clock): Remembered {
  const known = new Map<string, number>()
  const has = (key: string) => (known.get(key) ?? 0) > clock.now()
  return {
    has,
    add(key, until) {
      if (has(key)) return false
      known.delete(key)
      known.set(key, until)
      for (const [first, end] of known) {
        if (known.size <= most && end > clock.now()) break
        known.delete(first)
      }
      return true
    },
  }
}
