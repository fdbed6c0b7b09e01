import type { RequestHandler } from 'express'
import { ConfigFault } from '#core/config/read-config'
import type { Route } from '#core/http/routes'

/**
 * Serves all routes below the path of FACTORY_URL, for that is where its documents say that they are; at the root they
 * stay, for whoever knows them from there.
 * @param routes of the factory: a path that begins like one of them would hide it
 * @throws ConfigFault when there is such a route
 */
export function serveBelow(url: string, routes: readonly Route[]): RequestHandler {
  const base = new URL(url).pathname.replace(/\/$/, '')
  refuseHiding(base, routes)
  return (request, _response, next) => {
    const isBelow = base !== '' && request.url.startsWith(base)
    const rest = isBelow ? request.url.slice(base.length) : ''
    if (rest.startsWith('/')) request.url = rest
    else if (isBelow && (rest === '' || rest.startsWith('?'))) request.url = `/${rest}`
    next()
  }
}

const firstOf = (path: string) => path.split('/', 2)[1] ?? ''

function refuseHiding(base: string, routes: readonly Route[]): void {
  const taken = new Set(routes.flatMap(({ paths }) => paths.map(firstOf)))
  const first = firstOf(base)
  if (!base.startsWith('//') && (first === '' || !taken.has(first))) return
  const message = `has the path "${base}", but /${first} is an address of the factory itself: choose another path`
  throw new ConfigFault([{ variable: 'FACTORY_URL', message }])
}
