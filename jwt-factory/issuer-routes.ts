import { Router, type Express, type RequestHandler } from 'express'
import { useErrorShape } from '#core/http/answer-errors'
import { Problem } from '#core/http/problem'
import {
  describeRoutes,
  makingState,
  mountRoutes,
  openToListed,
  openToPages,
  refuseOtherMethods,
  route,
  type Route,
} from '#core/http/routes'
import { sendJson } from '#core/http/send'
import { tokenLimits } from './config.ts'
import { GRANTS } from './grants/index.ts'
import { MAIN, type Issuer, type Issuers } from './issuer.ts'
import { assertionJudge } from './oauth/assertion.ts'
import { clientAuthenticator } from './oauth/authenticate-client.ts'
import { discovery, METADATA_NAMES } from './oauth/discovery.ts'
import { formBody } from './oauth/form.ts'
import { createGuessDelay, type GuessDelay } from './oauth/guess-delay.ts'
import { introspect } from './oauth/introspect.ts'
import { oauthShape } from './oauth/oauth-error.ts'
import { ownTokenJudge } from './oauth/own-token.ts'
import { revokeAccessToken } from './oauth/revoke.ts'
import { grantSigner } from './oauth/sign-grant.ts'
import { token } from './oauth/token.ts'
import type { FactoryParts, IssuerParts } from './parts.ts'
import { publishIssuerKeys } from './routes/key-set.ts'
import { createKey, readKey, revokeKey } from './routes/keys.ts'

/** The routes of one issuer, below its URL. */
function issuerRoutes(parts: IssuerParts): Route[] {
  const { issuer, issuers, use, clients, rings, store, clock, config, log } = parts
  const maxAgeSeconds = config.keySetMaxAgeSeconds
  const judgeAssertion = assertionJudge({ issuer, store, clock, log, leewaySeconds: config.leewaySeconds })
  const judgeOwnToken = ownTokenJudge({ issuer, rings, store, clock, log, limits: tokenLimits(config) })
  const authenticate = clientAuthenticator({ clients, guesses: parts.guesses, judgeAssertion })
  const signGrant = grantSigner({ issuer, issuers, use, clock, log, lifetimeSeconds: config.tokenLifetimeSeconds })
  const tools = { issuer, issuers, clients, rings, judgeOwnToken, judgeAssertion, clock }
  const admit = <Result>(act: () => Promise<Result>) => issuers.admit(issuer, act)
  const ring = { rings, log, ringOf: () => issuer.ringId, admit }
  return [
    openToListed(
      route(
        'POST /token',
        'an access token by a grant: client_credentials, token-exchange or jwt-bearer',
        formBody,
        token({ authenticate, grants: GRANTS, tools, signGrant }),
      ),
    ),
    openToListed(
      route(
        'POST /introspect',
        'whether an access token is alive, for its recipient and its owner',
        formBody,
        introspect({ authenticate, judgeOwnToken }),
      ),
    ),
    openToListed(
      route(
        'POST /revoke',
        'takes an access token back',
        formBody,
        revokeAccessToken({ authenticate, judgeOwnToken, issuer, store, log }),
      ),
    ),
    openToPages(
      route(
        'GET /jwks /.well-known/jwks.json',
        'the public keys of the issuer as a key set; also at /.well-known/jwks.json',
        publishIssuerKeys({ rings, log, maxAgeSeconds }, issuers, issuer),
      ),
    ),
    makingState(route('GET /keys', 'the public key of the issuer itself', readKey(ring))),
    route('POST /keys', 'a new key for the issuer itself (?prepare=1: it does not sign yet)', createKey(ring)),
    route('DELETE /keys/:kid', 'takes a key of the issuer itself out at once', revokeKey(ring)),
    openToPages(
      route(
        `GET ${METADATA_NAMES.map((name) => `/.well-known/${name}`).join(' ')}`,
        'what this issuer is; also at /.well-known/openid-configuration',
        discovery({ rings, issuer, maxAgeSeconds, algorithm: config.algorithm }),
      ),
    ),
  ]
}

/** The routes that speak OAuth, in whose shape their errors are written. */
const OAUTH = ['/token', '/introspect', '/revoke']

/** @param siblings routes of the factory that stand at the same addresses */
function issuerRouter(parts: IssuerParts, siblings: readonly Route[]): Router {
  const router = Router({ caseSensitive: true })
  const routes = issuerRoutes(parts)
  router.all(OAUTH, useErrorShape(oauthShape))
  mountRoutes(router, routes, parts.guard)
  router.use(refuseOtherMethods([...routes, ...siblings], parts.guard))
  return router
}

/**
 * Mounts the main issuer at /, the named ones at /issuers/:name, and their documents where RFC 8414 §3.1 looks for them:
 * with the well-known part between host and path.
 */
export function mountIssuers(app: Express, parts: FactoryParts, siblings: readonly Route[]): void {
  const { issuers, rings } = parts
  const guesses = guessDelay(parts)
  const routers = new Map<string, Router>()
  const routerOf = (issuer: Issuer): Router => {
    const router =
      routers.get(issuer.name) ?? issuerRouter({ ...parts, issuer, guesses }, issuer.name === MAIN ? siblings : [])
    // One that was never used is not kept: anybody can think of a name.
    if (rings.active(issuer.ringId)) routers.set(issuer.name, router)
    return router
  }

  app.use(routerOf(issuers.main))
  app.delete('/issuers/:name', removeIssuer(parts))
  app.use('/issuers/:name', namedIssuer(issuers, routerOf))
  for (const name of METADATA_NAMES) app.get(`/.well-known/${name}/*path`, insertedForm(parts))
}

const guessDelay = ({ clock, clients }: FactoryParts): GuessDelay => createGuessDelay(clock, (id) => clients.has(id))

/** For the index: the routes of the main issuer, and where there are more issuers. */
export function describeIssuers(parts: FactoryParts): Record<string, string> {
  const main = issuerRoutes({ ...parts, issuer: parts.issuers.main, guesses: guessDelay(parts) })
  return {
    ...describeRoutes(main),
    '/issuers/:name/…': 'the same for an issuer of its own, made on first use',
    'DELETE /issuers/:name': 'takes an issuer away',
  }
}

/** Takes a named issuer away, with its keys: its tokens are no longer valid. */
function removeIssuer({ issuers, log }: FactoryParts): RequestHandler {
  return async (request, response) => {
    const name = String(request.params['name'])
    if (!(await issuers.remove(name))) throw new Problem('not-found', 'There is no such issuer.')
    log.warn({ issuer: name }, 'issuer-removed')
    sendJson(response, 200, { removed: name })
  }
}

function namedIssuer(issuers: Issuers, routerOf: (issuer: Issuer) => Router): RequestHandler {
  return (request, response, next) => {
    const issuer = issuers.named(String(request.params['name']))
    routerOf(issuer)(request, response, next)
  }
}

/** Finds the issuer by the path of its URL (RFC 8414 §3.1). */
function insertedForm({ issuers, rings, config }: FactoryParts): RequestHandler {
  const answer = (issuer: Issuer) =>
    discovery({ rings, issuer, maxAgeSeconds: config.keySetMaxAgeSeconds, algorithm: config.algorithm })
  return (request, response, next) => {
    const path = `/${[request.params['path'] ?? []].flat().join('/')}`
    const base = new URL(issuers.main.url).pathname.replace(/\/$/, '')
    if (path === base) return void answer(issuers.main)(request, response, next)
    const name = path.startsWith(base) ? /^\/issuers\/([^/]+)$/.exec(path.slice(base.length))?.[1] : undefined
    if (name === undefined) return next()
    answer(issuers.named(name))(request, response, next)
  }
}
