import type { Express } from 'express'
import { useErrorShape } from '#core/http/answer-errors'
import { controlIndex, controlRoutes, isControlPath } from '#core/control/control-routes'
import { createApp } from '#core/http/app'
import { jsonBody } from '#core/http/input'
import { whenAsked } from '#core/http/when-asked'
import { mountRoutes, refuseOtherMethods } from '#core/http/mount-routes'
import { watchRoute, describeRoutes, makingState, openToPages, route, traceRoutes, type Route } from '#core/http/routes'
import type { Described } from '#core/openapi/document'
import { PRETTY_ABOUT } from '#core/http/pretty'
import { selfRoutes } from '#core/page/self-routes'
import { tokenLimits } from './config.ts'
import { allPublicKeys } from './control/all-public-keys.ts'
import { factoryControl } from './control/factory-control.ts'
import { lookAtToken } from './control/look-at-token.ts'
import { listClients } from './control/list-clients.ts'
import { issuerRoutes, mainAuthenticator, OAUTH_PATHS, vouchedGrant } from './issuer-routes.ts'
import { claimsBody } from './oauth/request/claims-body.ts'
import { createGuessDelay } from './oauth/proof/guess-delay.ts'
import { refusalSchema } from './oauth/routes/operations.ts'
import { oauthShape } from './oauth/oauth-error.ts'
import { factoryOperations } from './operations.ts'
import { noteOpen, onlyFromHere, OPEN_NOTE } from './open-issuer.ts'
import type { FactoryParts } from './parts.ts'
import { isPeopleAdmin, isPeopleOnly, peopleIndex, saidOfPeople } from './people/at-factory/people-operations.ts'
import { isLoginPath, LOGIN_INDEX, LOGIN_OAUTH_PATHS, SAID_OF_LOGIN } from './provider/provider-paths.ts'
import { createSignatory } from './signatory.ts'
import { dumpKeys } from './routes/dump-keys.ts'
import { registryRoutes } from './registry/registry-routes.ts'
import { healthz } from './routes/healthz.ts'
import { issueToken } from './routes/issue-token.ts'
import { publishAllRings, publishRingKeys } from './routes/key-set.ts'
import { createKey, listRingIds, readKey, readPublicPem, removeRing, revokeKey } from './routes/keys.ts'
import { anybody, registeredClient } from './routes/prove-client.ts'
import { serveBelow } from './routes/below-path.ts'
import { refuseBlind } from './routes/refuse-blind.ts'
import { readRingId, refuseSlashes } from './routes/ring-id.ts'
import { verify } from './routes/verify.ts'

/** The authority: issues, verifies, publishes. */
export const createFactory = (parts: FactoryParts): Express => composeFactory(parts, factoryRoutes(parts))

/** The same, composed for the first request. */
export const createFactoryWhenAsked = (parts: FactoryParts) => whenAsked(parts, factoryRoutes(parts), composeFactory)

function composeFactory(parts: FactoryParts, routes: readonly Route[]): Express {
  const { config, guard, control } = parts
  return createApp(parts, (app) => {
    app.use(serveBelow(config.url))
    app.all(OAUTH_SHAPED, useErrorShape(oauthShape))
    if (config.open) app.use(onlyFromHere(config))
    app.use(refuseBlind(parts.rings))
    mountRoutes(app, routes.toSorted(askedOftenFirst), { guard, control })
    app.all(['/keys/*rest', '/issueToken/*rest', '/verify/*rest', '/utils/publicKey/*rest'], refuseSlashes)
    app.use(refuseOtherMethods(routes, parts.guard))
  })
}

/** A request goes past all routes that are mounted before its own: tokens and key sets are asked for more often than all else. */
const askedOftenFirst = (one: Route, other: Route) => Number(isAskedOften(other)) - Number(isAskedOften(one))

const isAskedOften = ({ paths: [path = ''] }: Route) => OAUTH_PATHS.includes(path) || path.endsWith('jwks')

/** Where errors are written as OAuth 2.0 says. */
const OAUTH_SHAPED = [...OAUTH_PATHS, ...LOGIN_OAUTH_PATHS]

const ABOUT_FACTORY =
  'The authority of the sandbox: issues tokens, says whether one is good, and publishes its public keys.'

/** Many addresses have one line together. */
const isInIndexOtherwise = (path: string) =>
  path.startsWith('/issuers/:name/') || isControlPath(path) || isPeopleAdmin(path) || isLoginPath(path)

/** All that can be called. */
export function factoryRoutes(parts: FactoryParts): Route[] {
  const { config, clock, rings, registry, room, use, log, traces, control, clientChanges, mint, signText } = parts
  const { keysFolder, tokenLifetimeSeconds: lifetimeSeconds } = config
  const guesses = createGuessDelay(parts.machine)
  control.onReset(guesses.forget)
  const signatory = createSignatory(parts)
  const isForClients = signatory.isIssuer && !config.open
  const proveClient = isForClients ? registeredClient(mainAuthenticator(parts, guesses)) : anybody
  const keySet = { rings, log, maxAgeSeconds: config.keySetMaxAgeSeconds }
  const ring = { rings, log, room, ringOf: readRingId }
  const routes: Route[] = [
    route(
      'POST /issueToken/:ringId',
      `a token with the claims of the body (?expired=1: one that has expired; ?lifetime=60: one that lives a minute)${isForClients ? ', for a registered client' : ''}`,
      signatory.isIssuer ? claimsBody : jsonBody,
      issueToken({ signatory, proveClient, use, clock, lifetimeSeconds, shapes: parts.shapes }),
    ),
    route(
      'POST /verify/:ringId',
      'whether the token in {token, aud, sub} is good',
      jsonBody,
      verify({ signatory, clock, log, limits: tokenLimits(config) }),
    ),
    makingState(route('GET /keys/:ringId', 'the public key of that ring; made if it is not there yet', readKey(ring))),
    route(
      'POST /keys/:ringId',
      'a new key for that ring, the earlier one stays published as long as its tokens live (?prepare=1: it does not sign yet)',
      createKey(ring),
    ),
    route('DELETE /keys/:ringId/:kid', 'revokes a key: it is no longer published', revokeKey(ring)),
    openToPages(route('GET /keys/:ringId/jwks', 'the public keys of that ring as a key set', publishRingKeys(keySet))),
    openToPages(route('GET /utils/jwks', 'the public keys of all rings as a key set', publishAllRings(keySet))),
    route('GET /utils/publicKey/:ringId', 'the public key as base64 of its PEM', readPublicPem({ rings })),
    route('GET /utils/keys', 'all ring ids', listRingIds({ rings })),
    route('DELETE /utils/keys/:ringId', 'removes a ring, with its keys', removeRing(ring)),
    route(
      'POST /utils/dump /dump',
      'writes all key pairs as PEM files to keys/dump',
      dumpKeys({ rings, log, keysFolder }),
    ),
    ...registryRoutes({ registry, clock, log, url: () => parts.issuers.main.url, leewaySeconds: config.leewaySeconds }),
    ...traceRoutes(traces),
    ...controlRoutes({
      control,
      access: { isOn: control.isOn, token: config.controlToken },
      further: factoryControl({
        mint,
        signText,
        clientChanges,
        rings,
        registry,
        clock,
        log,
        list: () => listClients(parts),
        looks: lookAtToken({ ...parts, limits: tokenLimits(config), signatory }),
        sets: () => allPublicKeys({ ...parts, signatory, people: parts.peopleKeys }),
        grant: vouchedGrant(parts, guesses),
      }),
    }),
    watchRoute(
      route(
        'GET /healthz',
        'whether it can issue and verify',
        healthz({ rings, clock, note: () => ({ ...noteOpen(config), ...control.note() }) }),
      ),
    ),
    ...selfRoutes({
      described: () => described,
      index: () => ({ ...index, ...noteOpen(config), ...control.note() }),
      notes: () => [...(config.open ? [OPEN_NOTE] : []), ...control.say()],
      consolePort: config.consolePort,
    }),
    ...parts.peopleRoutes, // at /api
    ...parts.loginRoutes, // at /login: the OpenID provider
    ...issuerRoutes(parts, guesses), // at / and at /issuers/:name: token, introspect, revoke, jwks, .well-known
  ]
  const described: Described = {
    name: parts.name,
    about: `${ABOUT_FACTORY}${saidOfPeople(routes)}${SAID_OF_LOGIN}`,
    routes,
    operations: factoryOperations(config),
    leavesOut: (path) => (!control.isOn && isControlPath(path)) || isPeopleOnly(path) || isLoginPath(path),
    otherErrors: { isAt: (path) => OAUTH_SHAPED.includes(path), schema: refusalSchema },
  }
  const index = {
    name: parts.name,
    routes: {
      ...describeRoutes(routes, (path) => !isInIndexOtherwise(path)),
      ...peopleIndex(routes),
      ...LOGIN_INDEX,
      ...controlIndex(control),
      '/issuers/:name/…': 'the same for an issuer of its own, made on first use',
    },
    anywhere: PRETTY_ABOUT,
  }
  return routes
}
