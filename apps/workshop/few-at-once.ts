import type { RequestListener } from 'node:http'

/** As many answers one person may wait for: a browser has six connections, and some people have two browsers. */
export const MOST_AT_ONCE = 16

/** So many of them change something, play or judge at once; the others wait in line. */
export const WORK_AT_ONCE = 3

/**
 * Lets the requests of one person through so that they leave room for those of others: all of a room share a machine. What looks at
 * something passes; what works for her comes in turn; and what is too much is refused. A stream that stays open counts for nothing
 * here: whoever makes it bounds it.
 */
export function createFewAtOnce(tooMany: RequestListener): {
  pass(isStream: boolean, handle: RequestListener): RequestListener
} {
  let waitedFor = 0
  let working = 0
  const line: (() => void)[] = []

  function next(): void {
    working--
    line.shift()?.()
  }

  return {
    pass: (isStream, handle) => (request, response) => {
      if (isStream) return handle(request, response)
      if (waitedFor >= MOST_AT_ONCE) return tooMany(request, response)
      waitedFor++
      response.once('close', () => void waitedFor--)
      if (request.method === 'GET' || request.method === 'HEAD') return handle(request, response)
      const begin = () => {
        working++
        response.once('close', next)
        if (response.closed) next()
        else handle(request, response)
      }
      if (working < WORK_AT_ONCE) begin()
      else line.push(begin)
    },
  }
}
