import type { RequestHandler } from 'express'

/**
 * Serves all routes below the path of FACTORY_URL, for that is where its documents say that they are; at the root they
 * stay, for whoever knows them from there.
 */
export function serveBelow(url: string): RequestHandler {
  const base = new URL(url).pathname.replace(/\/$/, '')
  return (request, _response, next) => {
    const isBelow = base !== '' && request.url.startsWith(base)
    const rest = isBelow ? request.url.slice(base.length) : ''
    if (rest.startsWith('/')) request.url = rest
    else if (isBelow && (rest === '' || rest.startsWith('?'))) request.url = `/${rest}`
    next()
  }
}
