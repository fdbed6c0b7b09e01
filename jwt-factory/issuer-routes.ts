import { X509Certificate } from 'node:crypto'
import type { Request, RequestHandler } from 'express'
import { Problem } from '#core/http/problem'
import { literalPath, makingState, openToListed, openToPages, route, type Route } from '#core/http/routes'
import { sendJson } from '#core/http/send'
import { tokenLimits } from './config.ts'
import { orAnyAssertionAlone } from './grants/any-assertion-alone.ts'
import { orAssertionAlone } from './grants/assertion-alone.ts'
import { GRANTS } from './grants/index.ts'
import { MAIN, type Issuer, type Issuers } from './issuer.ts'
import { anyClient } from './oauth/proof/any-client.ts'
import { assertionJudge, GRANT_RULES, PROOF_LIFETIME_SECONDS, type AssertionRules } from './oauth/proof/assertion.ts'
import { clientAuthenticator, type AuthenticateClient } from './oauth/proof/authenticate-client.ts'
import { authorize } from './oauth/routes/authorize.ts'
import { discovery, METADATA_NAMES } from './oauth/routes/discovery.ts'
import { oauthBody } from './oauth/request/form.ts'
import type { GuessDelay } from './oauth/proof/guess-delay.ts'
import { hasHost } from './registered-clients/certificate-name.ts'
import { certificateJudge } from './oauth/proof/judge-certificate.ts'
import { introspect } from './oauth/routes/introspect.ts'
import { ownTokenJudge } from './oauth/granted/own-token.ts'
import { revokeAccessToken } from './oauth/routes/revoke.ts'
import { grantSigner } from './oauth/granted/sign-grant.ts'
import { token } from './oauth/routes/token.ts'
import type { FactoryParts } from './parts.ts'
import { createIssuerKeys, readIssuerKey, revokeIssuerKey } from './routes/issuer-keys.ts'
import { publishIssuerKeys } from './routes/key-set.ts'

/** Where the routes of the named issuers stand, below which those of the main one are repeated. */
const NAMED = '/issuers/:name'

/** The routes that speak OAuth, in whose shape their errors are written. */
export const OAUTH_PATHS = ['/token', '/introspect', '/revoke', '/authorize'].flatMap((path) => [path, NAMED + path])

/**
 * The routes of all issuers: of the main one at /, of a named one at /issuers/:name. What answers is put together for the
 * one request: nothing is kept for a name, for anybody can think of one.
 */
export function issuerRoutes(parts: FactoryParts, guesses: GuessDelay): Route[] {
  const { issuers, rings, clients, shapes, store, shares, clock, config, log, guard } = parts
  const maxAgeSeconds = config.keySetMaxAgeSeconds
  const of = (answer: (issuer: Issuer) => RequestHandler) => answerOf(issuers, answer)
  const oauth = (answer: (tools: OAuthTools) => RequestHandler) =>
    of((issuer) => answer(oauthTools(parts, guesses, issuer)))
  const body = oauthBody(config.oauthJson)
  const metadataParts = { issuers, clients, shapes, maxAgeSeconds, algorithm: config.algorithm, isOpen: config.open }
  const keys = (issuer: Issuer) => ({ issuers, issuer, shapes, log })
  const routes = [
    openToListed(
      route(
        'POST /token',
        'an access token by a grant: client_credentials, token-exchange or jwt-bearer',
        body,
        oauth((tools) => token({ ...tools, authenticate: tools.authenticateAtToken })),
      ),
    ),
    openToListed(
      route(
        'POST /introspect',
        'whether an access token is active, for its recipient and its owner',
        body,
        oauth(introspect),
      ),
    ),
    openToListed(
      route(
        'POST /revoke',
        'revokes an access token',
        body,
        oauth((tools) => revokeAccessToken({ ...tools, store, shares, clock, log })),
      ),
    ),
    route(
      'GET /authorize',
      'says that nobody logs in here: there are readers of discovery that insist on it',
      of(() => authorize),
    ),
    openToPages(
      route(
        'GET /jwks /.well-known/jwks.json',
        'the public keys of the issuer as a key set',
        of((issuer) => publishIssuerKeys({ rings, log, maxAgeSeconds, issuers, shapes, issuer, guard })),
      ),
    ),
    makingState(
      route(
        'GET /keys',
        'the public key of the issuer itself',
        of((issuer) => readIssuerKey(keys(issuer))),
      ),
    ),
    route(
      'POST /keys',
      'a new key for the issuer itself (?prepare=1: it does not sign yet)',
      of((issuer) => createIssuerKeys(keys(issuer))),
    ),
    route(
      'DELETE /keys/:kid',
      'revokes a key of the issuer itself: it is no longer published',
      of((issuer) => revokeIssuerKey(keys(issuer))),
    ),
  ]
  return [
    ...routes.map(alsoNamed),
    openToPages(
      route(
        `GET ${metadataPaths(config.url).join(' ')}`,
        'what this issuer is, and where its routes are',
        of((issuer) => discovery({ ...metadataParts, issuer })),
      ),
    ),
    route(`DELETE ${NAMED}`, 'removes an issuer, with its keys', removeIssuer(parts)),
  ]
}

/** The same route for the named issuers. */
const alsoNamed = (one: Route): Route => ({ ...one, paths: [...one.paths, ...one.paths.map((path) => NAMED + path)] })

/**
 * Where the documents stand: below the URL of the issuer, and where RFC 8414 §3.1 looks for them, with the well-known part
 * between host and path.
 */
function metadataPaths(mainUrl: string): string[] {
  const { pathname } = new URL(mainUrl)
  const base = literalPath(pathname.replace(/\/$/, ''))
  const asWritten = base === '' ? '' : literalPath(pathname) // some take a slash at its end along
  const paths = METADATA_NAMES.map((name) => `/.well-known/${name}`)
  const others = paths.flatMap((path) => [NAMED + path, path + base, path + asWritten, path + base + NAMED])
  return [...new Set([...paths, ...others])]
}

/** Finds the issuer by its name in the address; without one it is the main issuer. */
function answerOf(issuers: Issuers, answer: (issuer: Issuer) => RequestHandler): RequestHandler {
  const issuerOf = ({ params: { name } }: Request) => (name === undefined ? issuers.main : issuers.named(String(name)))
  return (request, response, next) => answer(issuerOf(request))(request, response, next)
}

type OAuthTools = ReturnType<typeof oauthTools>

/** What the OAuth routes of one issuer work with. */
function oauthTools(parts: FactoryParts, guesses: GuessDelay, issuer: Issuer) {
  const { issuers, use, room, clients, shapes, store, shares, clock, machine, config, log, tls } = parts
  const { tokenLifetimeSeconds: lifetimeSeconds } = config
  const assertionParts = { issuer, store, shares, clock, log, leewaySeconds: config.leewaySeconds }
  const judgeAssertion = assertionJudge(assertionParts, GRANT_RULES)
  const judgeProof = assertionJudge(assertionParts, proofRules(config))
  const judgeCertificate = certificateJudge(() => tls().ca, machine.now)
  const isSharedName = (host: string) => hasHost(new X509Certificate(tls().cert), host)
  const limits = tokenLimits(config)
  const judgeOwnToken = ownTokenJudge({ issuer, issuers, shapes, store, clock, log, limits })
  const signGrant = grantSigner({ issuer, issuers, clients, shapes, use, room, clock, log, lifetimeSeconds })
  const tools = { issuer, issuers, clients, judgeOwnToken, judgeAssertion, clock }
  const strict = clientAuthenticator({ clients, guesses, judgeProof, judgeCertificate, isSharedName })
  const orOpen = (authenticate: AuthenticateClient) => (config.open ? anyClient(authenticate, clients) : authenticate)
  const judgeOwn = assertionJudge(assertionParts, { ...proofRules(config), subject: 'optional' })
  const alone = orAssertionAlone({ authenticate: strict, tools, judgeOwn })
  const authenticateAtToken = config.open ? orAnyAssertionAlone(alone, orOpen(strict), clients) : alone
  return { issuer, authenticate: orOpen(strict), authenticateAtToken, judgeOwnToken, grants: GRANTS, tools, signGrant }
}

/** How the assertions of clients are read here. */
const proofRules = (config: FactoryParts['config']): AssertionRules => ({
  audience: config.clientAssertionAudience,
  maxLifetimeSeconds: PROOF_LIFETIME_SECONDS,
  id: config.clientAssertionJti,
})

/** Who a client of the main issuer is, for a route that is none of OAuth. */
export const mainAuthenticator = (parts: FactoryParts, guesses: GuessDelay): AuthenticateClient =>
  oauthTools(parts, guesses, parts.issuers.main).authenticate

/**
 * The token route for one client, whose name stands in the address. It proves nothing: the control plane stands in front, and
 * vouches for it. All else is as at /token: the grants, and what the client may have.
 */
export function vouchedGrant(parts: FactoryParts, guesses: GuessDelay): RequestHandler[] {
  const vouch: AuthenticateClient = async ({ params }) => {
    const client = parts.clients.get(String(params['clientId']))
    if (!client) throw new Problem('not-found', 'There is no such client. GET /control/clients lists all.')
    return { client, spend: async () => {} }
  }
  const grant: RequestHandler = (request, response, next) => {
    const { issuer } = request.query
    const { issuers } = parts
    const asked = issuer === undefined || issuer === MAIN ? issuers.main : issuers.named(String(issuer))
    const tools = oauthTools(parts, guesses, asked)
    return token({ ...tools, authenticate: vouch })(request, response, next)
  }
  return [oauthBody(true), grant]
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
