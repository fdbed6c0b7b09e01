import type { Peer } from './peer.ts'
import { Problem } from './problem.ts'

/**
 * So many calls of one peer may be under way, on connections and before them. While it hangs, each holds a request; all
 * three peers together must leave places at the door (core/http/places.ts).
 */
export const MAX_CALLS = 120

/**
 * A peer that is not called more often at once than it may be.
 * @throws Problem cannot-decide, when too many calls are under way
 */
export function withFewCalls(peer: Peer): Peer {
  let underWay = 0
  return {
    ...peer,
    async call(request, context, spanId) {
      if (underWay >= MAX_CALLS) throw tooMany(peer.name)
      underWay++
      try {
        return await peer.call(request, context, spanId)
      } finally {
        underWay--
      }
    },
  }
}

const tooMany = (peer: string) =>
  new Problem('cannot-decide', `Too many ask ${peer} at the moment. Ask again in a moment.`, {
    members: { peer },
    headers: { 'retry-after': '1' },
  })
