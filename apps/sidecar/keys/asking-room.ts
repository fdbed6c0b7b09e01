import type { Clock } from '#core/clock'

/** So many keys that nobody here has seen are asked for at once, and so many each second after that. */
const BURST = 50
const EACH_SECOND = 20

/**
 * Bounds the questions for keys that are not known: who sends a token chooses the key id, so a flood of bogus tokens would be a flood of
 * questions to the registry (W4).
 */
export function askingRoom(machine: Clock): { take(): boolean } {
  let left = BURST
  let at = machine.monotonic()
  return {
    take() {
      const now = machine.monotonic()
      left = Math.min(BURST, left + ((now - at) / 1000) * EACH_SECOND)
      at = now
      if (left < 1) return false
      left--
      return true
    },
  }
}
