import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { signToken } from '#core/token/sign'
import { readPrivateKey } from '../keys/private-key-file.ts'
import { createUpgrader } from '../upgrade.fixture.ts'
import { openTestSidecars, type TestSidecarOptions, type TestSidecars } from '../sidecars.fixture.ts'

let opened: TestSidecars | undefined
const open = async (options?: TestSidecarOptions) => (opened = await openTestSidecars(options))
afterEach(async () => {
  await opened?.close()
  opened = undefined
})

const reasonOf = ({ body }: { body: string }) => (JSON.parse(body) as { reason: string }).reason
const ORIGINAL = { verifierProxy: 'dialect: jwtproxy' }

/** A token as the signer makes it, for the upstream. */
async function tokenForUpstream({ throughSigner, upstream }: TestSidecars): Promise<string> {
  await throughSigner(`${upstream.address}/`)
  return String(upstream.seen.pop()?.headers.authorization)
}

/** One for the verifier. */
async function goodToken(sidecars: TestSidecars): Promise<string> {
  const key = await readPrivateKey({ setting: 'test', path: `${sidecars.folder}/a.key` }, 'a-1')
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    iss: 'service-a',
    aud: sidecars.audience,
    iat: now,
    nbf: now,
    exp: now + 60,
    jti: `${Math.random()}`,
  }
  return `Bearer ${await signToken(claims, key, 'JWT')}`
}

describe('a token at the verifier', () => {
  test('is believed once', async () => {
    const sidecars = await open()
    const headers = { authorization: await goodToken(sidecars) }
    expect((await sidecars.toVerifier('/', { headers })).status).toBe(200)
    const again = await sidecars.toVerifier('/', { headers })
    expect(again.status).toBe(401)
    expect(reasonOf(again)).toBe('replayed')
    expect(sidecars.upstream.seen).toHaveLength(1)
  })

  test('is believed until it ends where nobody remembers, and the log says so', async () => {
    const sidecars = await open({ verifier: 'nonce_storage: {type: none}' })
    const headers = { authorization: await goodToken(sidecars) }
    for (let call = 0; call < 3; call++) expect((await sidecars.toVerifier('/', { headers })).status).toBe(200)
    expect(sidecars.logs.join('')).toContain('replay-not-caught')
  })

  test('for another audience is refused', async () => {
    const sidecars = await open()
    const answer = await sidecars.toVerifier('/', { headers: { authorization: await tokenForUpstream(sidecars) } })
    expect(answer.status).toBe(401)
    expect(reasonOf(answer)).toBe('wrong-audience')
  })

  test('is not needed on a path that is excluded; nobody is known there, whatever the client says', async () => {
    const { toVerifier, upstream } = await open({ verifier: 'excludes: [/healthz, /public/*]' })
    const headers = { 'x-verified-issuer': 'admin' }
    for (const path of ['/healthz', '/public/a/b?x=1']) expect((await toVerifier(path, { headers })).status).toBe(200)
    for (const path of ['/healthz/', '/public/../admin', '/public%2fa', '/Healthz'])
      expect((await toVerifier(path)).status).toBe(401)
    expect(upstream.seen.map(({ headersDistinct }) => headersDistinct['x-verified-issuer'])).toEqual([
      undefined,
      undefined,
    ])
  })

  test('is good for any method, so a header that names another one goes through; one that names another path does not', async () => {
    const { throughSigner, upstream } = await open()
    const methods = ['x-http-method-override', 'x-http-method', 'x-method-override']
    const paths = ['x-original-url', 'x-rewrite-url', 'x-original-uri', 'x-forwarded-uri', 'x-forwarded-prefix']
    const headers = Object.fromEntries([...methods, ...paths].map((name) => [name, 'PUT']))
    expect((await throughSigner('/', { headers })).status).toBe(200)
    const seen = Object.keys(upstream.seen[0]?.headers ?? {})
    expect([...methods, ...paths].filter((name) => seen.includes(name))).toEqual(methods)
  })

  test('is told to the upstream as a token of the verifier, where that is asked for', async () => {
    const identity = 'identity: {type: jwt, options: {key_id: v-1, private_key_path: a.key}}'
    const sidecars = await open({ verifier: identity })
    await sidecars.throughSigner('/', { headers: { 'X-Verified-Identity': 'forged' } })
    const given = sidecars.upstream.seen[0]?.headersDistinct['x-verified-identity'] ?? []
    expect(given).toHaveLength(1)
    const [header = '', payload = ''] = given[0]?.split('.') ?? []
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toMatchObject({ alg: 'RS256', kid: 'v-1' })
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
      iss: sidecars.audience,
      aud: sidecars.upstream.address,
      caller: 'service-a',
    })
  })
})

test('who is told who called is told nothing by the caller, in the dialect of the original neither', async () => {
  const sidecars = await open({ ...ORIGINAL, verifier: 'identity: {type: headers}' })
  await sidecars.throughSigner('/', { headers: { 'x-verified-subject': 'admin' } })
  expect(sidecars.upstream.seen[0]?.headers).toMatchObject({ 'x-verified-issuer': 'service-a' })
  expect(JSON.stringify(sidecars.upstream.seen[0]?.rawHeaders)).not.toContain('admin')
})

describe('a way past the verifier', () => {
  test('CONNECT opens none, and an absolute address neither', async () => {
    const { verifierPort, upstream } = await open()
    const authority = new URL(upstream.address).host
    expect(await say(verifierPort, `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 405 /,
    )
    const target = `GET ${upstream.address}/ HTTP/1.1\r\nHost: ${authority}\r\nConnection: close\r\n\r\n`
    expect(await say(verifierPort, target)).toMatch(/^HTTP\/1\.1 400 /)
    expect(upstream.seen).toEqual([])
  })

  test('in the dialect of the original CONNECT opens one, to the upstream and to nobody else (W1)', async () => {
    const { verifierPort, upstream, logs } = await open(ORIGINAL)
    const inner = 'GET /secret HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
    const answer = await say(verifierPort, `CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: x\r\n\r\n`, inner)
    expect(answer).toMatch(/^HTTP\/1\.0 200 OK\r\n\r\nHTTP\/1\.1 200 OK/)
    expect(upstream.seen).toMatchObject([{ url: '/secret' }])
    expect(logs.join('')).toContain('"weaknesses":"W1 W2 ')
  })

  test('in that dialect the token goes on to the upstream (W12) and nothing is added, and an address is a 500', async () => {
    const { verifierPort, upstream, throughSigner } = await open(ORIGINAL)
    expect((await throughSigner('/')).status).toBe(200)
    expect(upstream.seen[0]?.headers.authorization).toMatch(/^Bearer ey/)
    expect(Object.keys(upstream.seen[0]?.headers ?? {}).sort()).toEqual(['authorization', 'connection', 'host'])
    const target = `GET http://x/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`
    expect(await say(verifierPort, target)).toMatch(/^HTTP\/1\.1 500 [\s\S]*Does not respond to proxy requests\.\s*$/)
  })

  test('a request for a web socket needs a token, too', async () => {
    const sidecars = await open()
    expect(await createUpgrader(sidecars).status({})).toBe(401)
    expect(await createUpgrader(sidecars).status({ authorization: await goodToken(sidecars) })).toBe(101)
  })
})

test('a web socket ends when its token does', async () => {
  const clock = manualClock(Date.now())
  const sidecars = await open({ clock })
  const socket = await createUpgrader(sidecars).open({ authorization: await goodToken(sidecars) })
  clock.advance({ seconds: 60 })
  const closed = new Promise((resolve) => socket.once('close', resolve))
  clock.advance({ seconds: 70 }) // the leeway of a minute is over
  await closed
})

/** Says something, and something more once it was answered. @returns all that comes back until the end */
async function say(port: number, first: string, second?: string): Promise<string> {
  const socket: Socket = connect(port, '127.0.0.1')
  socket.write(first)
  let answer = ''
  let hasSaid = second === undefined
  for await (const chunk of socket) {
    answer += String(chunk)
    if (!hasSaid) socket.write(second ?? '')
    hasSaid = true
  }
  return answer
}
