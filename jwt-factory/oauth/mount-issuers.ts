import type { Express, RequestHandler, Router } from 'express'
import type { FactoryParts } from '../factory.ts'
import type { Issuer, Issuers } from '../issuer.ts'
import { discovery, METADATA_NAMES } from '../routes/discovery.ts'
import { createGuessDelay } from './guess-delay.ts'
import { issuerRoutes } from './issuer-routes.ts'

/**
 * Mounts the main issuer at /, the named ones at /issuers/:name, and their documents where RFC 8414 §3.1 looks for them:
 * with the well-known part between host and path.
 */
export function mountIssuers(app: Express, parts: FactoryParts): void {
  const { issuers, clients, clock, delay } = parts
  const guesses = createGuessDelay(clock, delay, (id) => clients.has(id))
  const routers = new Map<string, Router>()
  const routesOf = (issuer: Issuer): Router => {
    const router = routers.get(issuer.name) ?? issuerRoutes({ ...parts, issuer, guesses })
    routers.set(issuer.name, router)
    return router
  }

  app.use(routesOf(issuers.main))
  app.use('/issuers/:name', namedIssuer(issuers, routesOf))
  for (const name of METADATA_NAMES) app.get(`/.well-known/${name}/*path`, insertedForm(parts))
}

function namedIssuer(issuers: Issuers, routesOf: (issuer: Issuer) => Router): RequestHandler {
  return async (request, response, next) => {
    const issuer = await issuers.named(String(request.params['name']))
    routesOf(issuer)(request, response, next)
  }
}

/** Finds the issuer by the path of its URL (RFC 8414 §3.1). */
function insertedForm(parts: FactoryParts): RequestHandler {
  const { issuers } = parts
  return async (request, response, next) => {
    const path = `/${[request.params['path'] ?? []].flat().join('/')}`
    const base = new URL(issuers.main.url).pathname.replace(/\/$/, '')
    if (path === base) return void discovery(parts, issuers.main)(request, response, next)
    const name = path.startsWith(base) ? /^\/issuers\/([^/]+)$/.exec(path.slice(base.length))?.[1] : undefined
    if (name === undefined) return next()
    discovery(parts, await issuers.named(name))(request, response, next)
  }
}
