import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readBearer } from '#core/http/bearer'
import { fixedKeys, loadKeySet } from '#core/keys/key-set'
import { ALL_ALGORITHMS, type Algorithm } from '#core/token/algorithms'
import { TokenRejected } from '#core/token/rejection'
import { ANYONE, type KeySource } from '#core/token/trust'
import { verifyToken } from '#core/token/verify'

/** What a small service believes, and what it forgets to look at. */
interface SmallService {
  readonly issuer: string
  /** Where its key set is, below this address; absent: below the issuer. */
  readonly keysAt?: string
  /** Absent: it believes tokens for whomever. */
  readonly audience?: string
  readonly leewaySeconds?: number
  /** Absent: it takes all. */
  readonly algorithms?: readonly Algorithm[]
}

/** A service that reads the key set of its issuer, and again for a key that it does not know. */
export async function openSmallService({
  issuer,
  keysAt = issuer,
  audience,
  leewaySeconds = 0,
  algorithms = ALL_ALGORITHMS,
}: SmallService) {
  let known: KeySource | undefined
  const read = async () => (known = fixedKeys((await loadKeySet(await (await fetch(`${keysAt}/jwks`)).json())).keys))
  const keys: KeySource = {
    async select(hint) {
      const first = known ?? (await read())
      try {
        return await first.select(hint)
      } catch {
        return (await read()).select(hint)
      }
    },
  }
  const trust = {
    issuer,
    audience: audience ?? ANYONE,
    subject: ANYONE,
    algorithms,
    type: 'at+jwt',
    required: ['iss', 'aud', 'sub', 'exp', 'iat', 'jti', 'client_id'],
    maxLifetimeSeconds: 86_400,
    leewaySeconds,
    keys,
  } as const
  const server = createServer(async (request, response) => {
    const { status, challenge, body } = await answerOf(request, trust)
    response.writeHead(status, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      ...(challenge !== undefined && { 'www-authenticate': challenge }),
    })
    response.end(JSON.stringify(body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens at a port
  return {
    url: `http://127.0.0.1:${port}/orders`,
    async close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function answerOf(request: IncomingMessage, trust: Parameters<typeof verifyToken>[1]) {
  const realm = 'Bearer realm="orders"'
  if (request.method !== 'GET') return { status: 405, body: { message: 'GET alone' } }
  try {
    const token = readBearer(request, 'orders')
    if (token === undefined) return { status: 401, challenge: realm, body: { message: 'no token' } }
    const { sub } = await verifyToken(token, trust, Date.now)
    return { status: 200, body: { orders: [1, 2], for: sub } }
  } catch (error) {
    if (!(error instanceof TokenRejected))
      return { status: 400, challenge: `${realm}, error="invalid_request"`, body: { message: 'no token' } }
    const challenge = `${realm}, error="invalid_token", error_description="${error.reason}"`
    return { status: 401, challenge, body: { message: 'refused', reason: error.reason } }
  }
}
