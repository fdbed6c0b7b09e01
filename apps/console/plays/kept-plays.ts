import { Buffer } from 'node:buffer'
import type { KeptPlay } from './kept-play.ts'

/** The last plays, in memory and bounded: the oldest makes room. */
export interface KeptPlays {
  add(play: KeptPlay): void
  get(traceId: string): KeptPlay | undefined
  /** The newest first. */
  list(): KeptPlay[]
  readonly bytes: number
}

export const KEPT_LIMITS = { plays: 200, bytes: 16_000_000 }

export function createKeptPlays(limits = KEPT_LIMITS): KeptPlays {
  const kept = new Map<string, { play: KeptPlay; bytes: number }>()
  let bytes = 0

  function remove(traceId: string): void {
    bytes -= kept.get(traceId)?.bytes ?? 0
    kept.delete(traceId)
  }

  return {
    add(play) {
      remove(play.traceId)
      const size = Buffer.byteLength(JSON.stringify(play))
      kept.set(play.traceId, { play, bytes: size })
      bytes += size
      for (const oldest of kept.keys()) {
        if (kept.size <= limits.plays && bytes <= limits.bytes) break
        remove(oldest)
      }
    },
    get: (traceId) => kept.get(traceId)?.play,
    list: () => [...kept.values()].map(({ play }) => play).toReversed(),
    get bytes() {
      return bytes
    },
  }
}
