import type { TokenIds } from './token-id.ts'
import { spelled } from './token-id.ts'

/** What an id may be long at most, also in the original's way. */
const LONGEST_PREDICTABLE = 512

/**
 * UNSAFE, and only for the dialect `jwtproxy`, to be shown (W8): ids as a program makes them that draws from an ordinary generator and
 * seeds it with the second in which it started. Whoever knows about when that was, and has seen one id, knows all that follow, and can
 * spend them before their owner does. The original's generator is another one of that kind; the lesson is the same.
 * @param start milliseconds since 1970
 */
export function predictableTokenIds(length: number, start: number): TokenIds {
  const next = xorshift(Math.floor(start / 1000))
  return () => spelled(Uint8Array.from({ length: Math.min(length, LONGEST_PREDICTABLE) }, next))
}

/** Marsaglia, "Xorshift RNGs" (2003): 32 bits of state, and each number says what the next one is. */
function xorshift(seed: number): () => number {
  let state = seed | 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state & 0xff
  }
}
