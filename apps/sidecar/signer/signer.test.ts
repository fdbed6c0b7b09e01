import { afterEach, describe, expect, test } from 'vitest'
import { askPlain, openTestSidecars, type TestSidecarOptions, type TestSidecars } from '../sidecars.fixture.ts'

let opened: TestSidecars | undefined
const open = async (options?: TestSidecarOptions) => (opened = await openTestSidecars(options))
afterEach(async () => {
  await opened?.close()
  opened = undefined
})

const ORIGINAL = { signerProxy: 'dialect: jwtproxy\nlisten_addr: localhost:0' }
const problemOf = (body: string) => JSON.parse(body) as { type: string; detail: string }
/** Past the verifier, straight to the upstream: it sees what the signer sends. */
const sentBy = async (sidecars: TestSidecars, headers: Record<string, string | string[]> = {}) => {
  await sidecars.throughSigner(`${sidecars.upstream.address}/`, { headers })
  const { headersDistinct } = sidecars.upstream.seen.at(-1) ?? {}
  return headersDistinct?.['authorization'] ?? []
}
const claimsOf = (bearer = '') =>
  JSON.parse(Buffer.from(bearer.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>

describe('what a signer is asked', () => {
  test('whoever asks it for a path is told that it is a proxy', async () => {
    const { throughSigner, signerPort } = await open()
    const answer = await askPlain({ host: '127.0.0.1', port: signerPort, path: '/orders' })
    expect(answer.status).toBe(400)
    expect(problemOf(answer.body).detail).toMatch(RegExp(`forward proxy.*--proxy localhost:${signerPort} `))
    expect((await throughSigner('ftp://host/x')).status).toBe(400)
  })

  test('/healthz says whether a key signs, and shows no path and no key', async () => {
    const { signerPort, folder } = await open()
    const answer = await askPlain({ host: '127.0.0.1', port: signerPort, path: '/healthz' })
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.body)).toMatchObject({
      status: 'ok',
      signer: { ready: true, key: { active: { kid: 'a-1' } } },
    })
    expect(answer.body).not.toContain(folder)
  })

  test('one who cannot be reached is a 502 that names no address', async () => {
    const { throughSigner } = await open()
    const answer = await throughSigner('http://me:secret@127.0.0.1:9/x')
    expect(answer.status).toBe(502)
    expect(answer.body).not.toMatch(/127\.0\.0\.1|:9\b|ECONNREFUSED|secret/)
  })

  test('a destination that is not on the list gets no token, and no request', async () => {
    const first = await open()
    expect(first.logs.join('')).toContain('signs-for-every-destination')
    await first.close()
    const { throughSigner, upstream, logs } = await open({ signerProxy: 'destinations: ["http://svc"]' })
    const answer = await throughSigner('/')
    expect(answer.status).toBe(403)
    expect(problemOf(answer.body).type).toBe('urn:jwt-sandbox:problem:not-signed-for')
    expect(upstream.seen).toEqual([])
    expect(logs.join('')).not.toContain('signs-for-every-destination')
  })

  test('CONNECT without an authority is refused, and says what is missing', async () => {
    const { signerPort } = await open()
    const answer = await connectBy(signerPort, 'localhost:443')
    expect(answer).toMatch(/^HTTP\/1\.1 403 /)
    expect(answer).toContain('ca_key_file')
  })
})

describe('what it says in the name of its service', () => {
  test('each request has a token of its own, for the origin that it goes to', async () => {
    const sidecars = await open()
    const [first = ''] = await sentBy(sidecars)
    const [second = ''] = await sentBy(sidecars)
    expect(second).not.toBe(first)
    expect(claimsOf(first)).toMatchObject({ iss: 'service-a', aud: sidecars.upstream.address })
  })

  test('with reuse, one token serves many requests', async () => {
    const sidecars = await open({ signerProxy: 'reuse: true' })
    expect(await sentBy(sidecars)).toEqual(await sentBy(sidecars))
  })

  test('claims that stand in the configuration, and those of a header, which goes no further', async () => {
    const sidecars = await open({ signer: 'claims: {team: blue}\nclaims_from_headers: {user: x-user}' })
    const [token] = await sentBy(sidecars, { 'X-User': 'alice' })
    expect(claimsOf(token)).toMatchObject({ team: 'blue', user: 'alice' })
    expect(sidecars.upstream.seen.at(-1)?.headers).not.toHaveProperty('x-user')
  })

  test('a header that came twice makes no claim: nobody is "alice, bob"', async () => {
    const { throughSigner, upstream } = await open({ signer: 'claims_from_headers: {user: x-user}' })
    expect((await throughSigner('/', { headers: { 'x-user': ['alice', 'bob'] } })).status).toBe(400)
    expect(upstream.seen).toEqual([])
  })

  test.each([
    ['replace', (tokens: string[]) => tokens.length === 1 && (tokens[0] ?? '').startsWith('Bearer ey')],
    ['keep', (tokens: string[]) => tokens.length === 1 && tokens[0] === 'Basic eDp5'],
  ])('existing_authorization: %s', async (policy, isRight) => {
    const sidecars = await open({ signerProxy: `existing_authorization: ${policy}` })
    expect(await sentBy(sidecars, { authorization: 'Basic eDp5' })).toSatisfy(isRight)
  })

  test('existing_authorization: reject is a 400', async () => {
    const { throughSigner, upstream } = await open({ signerProxy: 'existing_authorization: reject' })
    expect((await throughSigner('/', { headers: { authorization: 'Basic eDp5' } })).status).toBe(400)
    expect(upstream.seen).toEqual([])
  })

  test('what a client asks to go wrong goes wrong in the sandbox alone', async () => {
    const headers = { tracestate: 'jwt-sandbox=sidecar-expired' }
    const strict = await open()
    expect((await strict.throughSigner('/', { headers })).status).toBe(200)
    await strict.close()
    const lesson = await open({ takesLessons: true })
    expect((await lesson.throughSigner('/', { headers })).status).toBe(401)
  })
})

describe('the dialect of the original', () => {
  test('it answers in the words of the original, and with its status', async () => {
    const { signerPort, throughSigner } = await open(ORIGINAL)
    const own = await askPlain({ host: '127.0.0.1', port: signerPort, path: '/x' })
    expect(own).toMatchObject({
      status: 500,
      body: 'This is a forward proxy server. Does not respond to non-proxy requests.',
    })
    const away = await throughSigner('http://127.0.0.1:9/x')
    expect(away.status).toBe(500)
    expect(away.body).toContain('127.0.0.1:9') // it leaks the address
    expect(await connectBy(signerPort, 'localhost:443')).toBe('')
  })

  test('its token stands behind that of the client, and both go on', async () => {
    const sidecars = await open(ORIGINAL)
    const tokens = await sentBy(sidecars, { authorization: 'Basic eDp5' })
    expect(tokens).toEqual(['Basic eDp5', expect.stringMatching(/^Bearer ey/)])
  })

  test('each of its weaknesses is told in the log', async () => {
    const { logs } = await open(ORIGINAL)
    expect(logs.join('')).toContain('"weaknesses":"W8 W10 W11 W13"')
  })
})

/** What comes back for a CONNECT, until the connection ends. */
async function connectBy(port: number, authority: string): Promise<string> {
  const { connect } = await import('node:net')
  const socket = connect(port, '127.0.0.1')
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`)
  let answer = ''
  for await (const chunk of socket) answer += String(chunk)
  return answer
}
