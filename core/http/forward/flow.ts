import { Buffer } from 'node:buffer'
import type { Readable, Writable } from 'node:stream'

/**
 * What one side says, carried on to the other as fast as that takes it; no more than a few pieces are held. Its fields are fields: for
 * each object with getters of its own, V8 makes a shape that keeps all it refers to until the next full collection.
 */
export interface Flow {
  /** The other side takes no more at the moment. */
  isHeldUp: boolean
  bytes: number
  /** What comes from now on is not carried on. */
  stop(): void
}

export const NOTHING = Buffer.alloc(0)

/** @param moved is told of each piece that comes, and whenever the other side takes more */
export function carry(from: Readable, to: Writable, moved: () => void): Flow {
  let waits = false

  const take = (piece: Buffer) => {
    flow.bytes += piece.length
    moved()
    if (to.write(piece)) return
    flow.isHeldUp = true
    from.pause()
    if (waits) return
    waits = true
    to.on('drain', goOn)
  }
  const goOn = () => {
    flow.isHeldUp = false
    moved()
    from.resume()
  }
  const flow: Flow = {
    isHeldUp: false,
    bytes: 0,
    stop() {
      from.off('data', take)
      if (waits) to.off('drain', goOn)
    },
  }
  from.on('data', take)
  return flow
}
