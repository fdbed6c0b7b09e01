import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { manualClock } from '#core/clock'
import { createServer } from '#core/http/node-http'
import { chooseKey, loadKeySet } from '#core/keys/key-set'
import { generateSigningKey } from '#core/keys/signing-key'
import type { Claims } from '#core/token/claims'
import { signToken } from '#core/token/sign'
import { webUi, type WebUiSettings } from '../web-ui.ts'
import { behindGateway, type BehindGatewaySettings } from './behind-gateway.ts'

export const PAGE_ISSUER = 'https://login.test/login'
export const LOGIN_CLIENT = 'login-gateway'
export const LOGIN_AUDIENCE = 'https://webui'
export const LOGIN_START = 1_800_000_000

export const [ISSUER_KEY, OTHER_KEY] = await Promise.all([
  generateSigningKey('ES256', 1),
  generateSigningKey('ES256', 2),
])
const published = await loadKeySet({ keys: [ISSUER_KEY.publicJwk] })

const times = { iat: LOGIN_START, exp: LOGIN_START + 3600 }
export const idClaims: Claims = { iss: PAGE_ISSUER, aud: LOGIN_CLIENT, sub: 'person-1', name: 'Mary Writer', nickname: 'mary', picture: 'https://login.test/mary.png', ...times } // prettier-ignore
export const accessClaims: Claims = { iss: PAGE_ISSUER, aud: LOGIN_AUDIENCE, sub: 'person-1', client_id: LOGIN_CLIENT, scope: 'openid profile', ...times } // prettier-ignore

export const signedId = (claims: Claims = {}, key = ISSUER_KEY, type = 'JWT') =>
  signToken({ ...idClaims, ...claims }, key, type)
export const signedAccess = (claims: Claims = {}, key = ISSUER_KEY, type = 'at+jwt') =>
  signToken({ ...accessClaims, ...claims }, key, type)

/** A page behind a gateway, and backends that keep what they were asked with. */
export async function pageBehindGateway(
  further: Partial<BehindGatewaySettings & Pick<WebUiSettings, 'backends'>> & {
    /** Of each backend. */
    answers?: readonly { status: number; challenge?: string; body: unknown }[]
  } = {},
) {
  const clock = manualClock(LOGIN_START * 1000 + 1000)
  const asked: Record<string, unknown>[] = []
  const { backends = [{ name: 'backend-api', path: '/data' }], answers = [], ...settings } = further
  const login = behindGateway({
    issuer: PAGE_ISSUER,
    clientId: LOGIN_CLIENT,
    audience: LOGIN_AUDIENCE,
    leewaySeconds: 0,
    keys: () => ({ select: (hint) => chooseKey(published.keys, hint) }),
    clock,
    ...settings,
  })
  const client: WebUiSettings['client'] = {
    async ask(backend, headers) {
      asked.push(headers)
      const { name, path } = backend
      return { name, path, ...(answers[backends.indexOf(backend)] ?? { status: 200, body: { data: 'all' } }) }
    },
  }
  const server = createServer(webUi({ backends, client, login })).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on a port
  const ask = (headers: Record<string, string> | [string, string][] = {}, path = '/', init: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual', ...init, headers: [...Object.entries({ accept: 'application/json' }), ...(Array.isArray(headers) ? headers : Object.entries(headers))] }) // prettier-ignore
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return { ask, asked, clock, port, close }
}
