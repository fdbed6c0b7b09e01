import type { IncomingMessage } from 'node:http'
import { carry, NOTHING, type Flow } from './flow.ts'
import { trailersToPassOn } from './hop-by-hop.ts'
import type { Outgoing } from './outgoing.ts'
import type { RequestHead } from './request-head.ts'

/**
 * Sends the body of a request on, as it comes, and its trailers. The head goes now, whenever the body comes.
 * @param moved is told of each piece that comes, and whenever the target takes more
 * @param isWanted whether it is still to be sent
 * @param sent is told when all of it is on its way
 */
export function sendBody(
  request: IncomingMessage,
  head: RequestHead,
  { body, endBody }: Outgoing,
  moved: () => void,
  isWanted: () => boolean,
  sent: () => void,
): Flow | undefined {
  if (!body) return undefined // it has none
  const flow = carry(request, body, moved)
  request.on('end', () => {
    if (!isWanted()) return
    const trailers = head.body === 'chunked' && trailersToPassOn(request.rawTrailers, head.changes?.takesAway)
    sent()
    endBody?.(trailers || undefined)
  })
  body.write(NOTHING)
  return flow
}
