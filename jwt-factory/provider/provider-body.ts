import { Buffer } from 'node:buffer'
import type { Request, RequestHandler } from 'express'
import { hasBody, readBytes } from '#core/http/body'

/**
 * Reads the body as all routes of the factory do, in the bounds that all have together, and hands it on as if it came just now: the
 * library reads bodies itself.
 */
export const bodyForProvider: RequestHandler = (request, response, next) => {
  if (!hasBody(request)) return next()
  readBytes(request, response, (error?: unknown) => {
    if (error === undefined) offer(request)
    next(error)
  })
}

function offer(request: Request): void {
  const bytes: unknown = request.body
  const body = bytes instanceof Uint8Array ? Buffer.from(bytes) : Buffer.alloc(0)
  request.body = undefined
  delete request.headers['content-encoding'] // it is unpacked
  request.headers['content-length'] = String(body.length)
  Object.defineProperties(request, {
    readable: { value: true },
    iterator: {
      value: async function* () {
        yield body
      },
    },
  })
}
