import { hash, randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose'
import type { Clock } from '#core/clock'
import { createServer } from '#core/http/node-http'

export const TEST_CLIENT = { clientId: 'the-gateway', clientSecret: 'secret-of-the-gateway-for-tests' }

/** What the provider does otherwise, until it is told to behave again. */
export interface ProviderFaults {
  /** Claims of ID tokens; undefined takes one away. */
  idClaims?: Record<string, unknown>
  accessClaims?: Record<string, unknown>
  /** Signed by a key that is not in its set, with this key id. */
  foreignKeyId?: string
  /** What becomes of an ID token at last. */
  idToken?: (token: string) => string | Promise<string>
  /** Of the answer at the callback. */
  answer?: Record<string, string | undefined>
  /** Of the token endpoint. */
  token?: (response: ServerResponse) => void
  /** Of all that it is asked. */
  all?: (response: ServerResponse) => void
  opaque?: boolean
  accessToken?: string
  /** Seconds. */
  life?: number
  noRefresh?: boolean
  /** What it says of a token that it is to revoke, and does not. */
  revocation?: { error: string; of: 'access_token' | 'refresh_token' }
}

interface Grant {
  challenge: string
  nonce: string
  redirectUri: string
}

/** A small OpenID provider that logs in the same person at once. Its time is the one that it is given. */
export async function openFakeProvider(clock: Clock) {
  const codes = new Map<string, Grant>()
  const refreshTokens = new Set<string>()
  const seen = { token: 0, refreshes: 0, revoked: [] as string[], discovery: 0, keys: 0, authorize: [] as URL[] }
  const state = {
    faults: {} as ProviderFaults,
    life: 600,
    claims: { name: 'Ada' } as Record<string, unknown>,
    subject: () => 'person-1',
  }
  let key = await makeKey('1')
  const foreign = await makeKey('1')
  let issuer = ''

  const seconds = () => Math.floor(clock.now() / 1000)
  const sign = (claims: Record<string, unknown>, type: string) => {
    const { foreignKeyId } = state.faults
    const { pair, kid } = foreignKeyId === undefined ? key : { ...foreign, kid: foreignKeyId }
    return new SignJWT(claims as JWTPayload).setProtectedHeader({ alg: 'ES256', kid, typ: type }).sign(pair.privateKey)
  }

  async function tokens(nonce: string | undefined): Promise<Record<string, unknown>> {
    const { idClaims, accessClaims, opaque, noRefresh, accessToken, life = state.life } = state.faults
    const common = { iss: issuer, sub: state.subject(), iat: seconds(), exp: seconds() + (life || state.life) }
    const refresh = randomBytes(16).toString('hex')
    refreshTokens.add(refresh)
    const idToken = await sign({ ...common, aud: TEST_CLIENT.clientId, nonce, ...state.claims, ...idClaims }, 'JWT')
    return {
      token_type: 'Bearer',
      expires_in: life,
      id_token: (await state.faults.idToken?.(idToken)) ?? idToken,
      access_token:
        accessToken ??
        (opaque
          ? randomBytes(16).toString('hex')
          : await sign({ ...common, aud: 'https://webui', scope: 'openid', ...accessClaims }, 'at+jwt')),
      ...(noRefresh ? {} : { refresh_token: refresh }),
    }
  }

  function authorize(url: URL, response: ServerResponse): void {
    seen.authorize.push(url)
    const { searchParams: asked } = url
    const code = randomBytes(16).toString('hex')
    const redirectUri = asked.get('redirect_uri') ?? ''
    codes.set(code, { challenge: asked.get('code_challenge') ?? '', nonce: asked.get('nonce') ?? '', redirectUri })
    const back = new URL(redirectUri)
    const said = { code, state: asked.get('state') ?? '', iss: issuer, ...state.faults.answer }
    for (const [name, value] of Object.entries(said)) if (value !== undefined) back.searchParams.set(name, value)
    response.writeHead(302, { location: back.href }).end()
  }

  async function token(form: URLSearchParams, request: IncomingMessage, response: ServerResponse): Promise<void> {
    seen.token++
    if (state.faults.token) return state.faults.token(response)
    if (!isTestClient(request)) return json(response, 401, { error: 'invalid_client' })
    if (form.get('grant_type') === 'refresh_token') {
      seen.refreshes++
      if (!refreshTokens.delete(form.get('refresh_token') ?? '')) return json(response, 400, { error: 'invalid_grant' })
      return json(response, 200, await tokens(undefined))
    }
    const grant = codes.get(form.get('code') ?? '')
    codes.delete(form.get('code') ?? '')
    const challenge = hash('sha256', form.get('code_verifier') ?? '', 'base64url')
    if (!grant || grant.challenge !== challenge || grant.redirectUri !== form.get('redirect_uri')) {
      return json(response, 400, { error: 'invalid_grant' })
    }
    json(response, 200, await tokens(grant.nonce))
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await bodyOf(request))
    if (state.faults.all) return state.faults.all(response)
    const url = new URL(request.url ?? '/', issuer)
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        seen.discovery++
        return json(response, 200, discoveryOf(issuer))
      case '/jwks':
        seen.keys++
        return json(response, 200, { keys: [key.jwk] })
      case '/authorize':
        return authorize(url, response)
      case '/token':
        return token(form, request, response)
      case '/revoke':
        if (state.faults.revocation?.of === form.get('token_type_hint'))
          return json(response, 400, { error: state.faults.revocation?.error })
        seen.revoked.push(form.get('token') ?? '')
        refreshTokens.delete(form.get('token') ?? '')
        return json(response, 200, {})
      default:
        return json(response, 404, {})
    }
  }

  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  issuer = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`

  return {
    issuer,
    seen,
    state,
    codes,
    async rotate() {
      key = await makeKey(`${Number(key.kid) + 1}`)
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => void server.close(resolve))
    },
  }
}

const discoveryOf = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
  revocation_endpoint: `${issuer}/revoke`,
  end_session_endpoint: `${issuer}/end`,
  response_types_supported: ['code'],
  id_token_signing_alg_values_supported: ['ES256'],
  code_challenge_methods_supported: ['S256'],
  authorization_response_iss_parameter_supported: true,
})

/** The parts are encoded as in a form (RFC 6749 §2.3.1). */
function isTestClient({ headers: { authorization = '' } }: IncomingMessage): boolean {
  const text = Buffer.from(authorization.replace(/^Basic /, ''), 'base64').toString()
  return decodeURIComponent(text) === `${TEST_CLIENT.clientId}:${TEST_CLIENT.clientSecret}`
}

async function makeKey(kid: string) {
  const pair: { privateKey: CryptoKey; publicKey: CryptoKey } = await generateKeyPair('ES256')
  return { pair, kid, jwk: { ...(await exportJWK(pair.publicKey)), kid, alg: 'ES256', use: 'sig' } }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const piece of request) text += String(piece)
  return text
}
