import type { RequestHandler } from 'express'
import { PRETTY } from '#core/http/pretty'
import { Problem } from '#core/http/problem'
import { readQuery, yesOrNo } from '#core/http/query'
import { makingState, openToPages, route, type Route } from '#core/http/routes'
import { sendJson } from '#core/http/send'
import type { Log } from '#core/log'
import type { KeyRings } from '#core/rings/key-rings'
import { sendKey } from '../routes/send-key.ts'
import { sendKeySet } from '../routes/key-set.ts'
import { LOGIN_RING } from './login-ring.ts'
import { LOGIN_JWKS } from './provider-paths.ts'

export interface ProviderKeyParts {
  rings: KeyRings
  log: Log
  /** How long a verifier may keep the key set. */
  maxAgeSeconds: number
}

/** The ring of the provider, as the factory has it for each of its issuers. */
export const providerKeyRoutes = ({ rings, log, maxAgeSeconds }: ProviderKeyParts): Route[] => [
  openToPages(
    route(`GET ${LOGIN_JWKS}`, 'the public keys of the provider as a key set', (request, response) =>
      sendKeySet({ rings, log, maxAgeSeconds }, request, response, (ringId) => ringId === LOGIN_RING),
    ),
  ),
  makingState(route('GET /login/keys', 'the public key by which the provider signs', sendActive(rings))),
  route('POST /login/keys', 'a new key for the provider (?prepare=1: it does not sign yet)', renewKey(rings, log)),
  route('DELETE /login/keys/:kid', 'revokes a key of the provider: it is no longer published', revokeKeyOfProvider(rings, log)), // prettier-ignore
]

const sendActive =
  (rings: KeyRings): RequestHandler =>
  async (request, response) =>
    sendKey(request, response, 200, await rings.ensure(LOGIN_RING), rings.entries(LOGIN_RING))

const renewKey =
  (rings: KeyRings, log: Log): RequestHandler =>
  async (request, response) => {
    const { prepare: isPrepared = false } = readQuery(request.query, { prepare: yesOrNo, ...PRETTY })
    const key = await (isPrepared ? rings.prepare(LOGIN_RING) : rings.renew(LOGIN_RING))
    log.info({ ringId: LOGIN_RING, kid: key.kid }, isPrepared ? 'key-prepared' : 'key-made')
    sendKey(request, response, 201, key, rings.entries(LOGIN_RING))
  }

const revokeKeyOfProvider =
  (rings: KeyRings, log: Log): RequestHandler =>
  async (request, response) => {
    const kid = String(request.params['kid'])
    if (!(await rings.revoke(LOGIN_RING, kid)))
      throw new Problem('not-found', 'The provider has no such key. GET /login/keys lists all keys.')
    log.warn({ ringId: LOGIN_RING, kid }, 'key-revoked')
    sendJson(response, 200, { revoked: kid, keys: rings.entries(LOGIN_RING) })
  }
