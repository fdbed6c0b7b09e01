import { once } from 'node:events'
import { connect } from 'node:net'
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { openTestMesh } from '../mesh-sidecar.fixture.ts'

// What a client of a policy sidecar may try below HTTP, and between two requests.

const POLICIES = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: no-admin, namespace: default}
spec: {action: DENY, rules: [{to: [{operation: {paths: ["/admin", "/admin/*"]}}]}]}
`

let mesh: Awaited<ReturnType<typeof openTestMesh>>
beforeAll(async () => {
  mesh = await openTestMesh({ policies: POLICIES, whenDone: afterAll })
})
beforeEach(() => void (mesh.seen.length = 0))

/** Says it as it stands. @returns all that comes back until the other side closes */
async function say(text: string): Promise<string> {
  const socket = connect(mesh.port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.write(text, 'latin1')
  let answer = ''
  try {
    for await (const chunk of socket) answer += String(chunk)
  } catch {
    answer += '(reset)'
  }
  return answer
}

const statuses = (answer: string) => [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))
const urls = () => mesh.seen.map(({ url }) => url)
const head = (line: string, ...fields: string[]) => [`${line} HTTP/1.1`, 'Host: a', ...fields, '', ''].join('\r\n')
const LAST = 'Connection: close'

describe('several requests on one connection', () => {
  test('each is judged for itself, in whatever order they come', async () => {
    const answer = await say(head('GET /admin') + head('GET /a') + head('GET /admin/x') + head('GET /b', LAST))
    expect(statuses(answer)).toEqual([403, 200, 403, 200])
    expect(urls()).toEqual(['/a', '/b'])
  })

  test('the body of one that is refused is no request', async () => {
    const inner = head('GET /smuggled')
    const answer = await say(`${head('POST /admin', `Content-Length: ${inner.length}`)}${inner}${head('GET /b', LAST)}`)
    expect(statuses(answer)[0]).toBe(403)
    expect(urls()).not.toContain('/smuggled')
  })

  test('nor is the body of one that is refused before it was sent', async () => {
    const inner = head('GET /smuggled')
    const fields = [`Content-Length: ${inner.length}`, 'Expect: 100-continue']
    const answer = await say(`${head('POST /admin', ...fields)}${inner}${head('GET /b', LAST)}`)
    expect(statuses(answer)[0]).toBe(403)
    expect(urls()).not.toContain('/smuggled')
  })

  test('a change of protocol is judged as any request', async () => {
    const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13']
    expect(statuses(await say(head('GET /admin', ...upgrade)))).toEqual([403])
    expect(urls()).toEqual([])
  })
})

describe('what is no request of HTTP/1.1', () => {
  test.each([
    ['HTTP/2 with prior knowledge', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 0],
    ['NUL in the path', 'GET /adm\0in HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 400],
    ['a space in the path', 'GET /a /admin HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 400],
    ['a path that is none', head('GET admin', LAST), 400],
    ['a bare end of line', 'GET /a HTTP/1.1\nHost: a\nX: b\r\n\r\n', 400],
    ['a name with a space behind it', head('GET /a', 'x-forwarded-client-cert : By=x', LAST), 400],
    ['a folded line', head('GET /a', 'x: b', ' x-forwarded-client-cert: c', LAST), 400],
  ])('%s goes no further', async (_what, text, status) => {
    const answer = await say(text)
    if (status !== 0) expect(statuses(answer)).toEqual([status])
    expect(urls()).toEqual([])
  })
})

describe('what only a sidecar says', () => {
  const spoofed = 'By=spoofed;URI=spiffe://cluster.local/ns/default/sa/admin'
  test('is not taken away by the client that names it as a field of its connection', async () => {
    const as = await mesh.identityOf('default/webui')
    await mesh.ask('/', { as, headers: { connection: 'close, X-Forwarded-Client-Cert, x-request-id' } })
    expect(mesh.seen[0]?.headers['x-forwarded-client-cert']).toContain('URI=spiffe://cluster.local/ns/default/sa/webui')
    expect(mesh.seen[0]?.headers['x-request-id']).toMatch(/./)
  })

  test('does not come behind a body either', async () => {
    const chunked = ['Transfer-Encoding: chunked', 'Trailer: X-Forwarded-Client-Cert', LAST]
    await say(`${head('POST /', ...chunked)}2\r\nhi\r\n0\r\nX-Forwarded-Client-Cert: ${spoofed}\r\n\r\n`)
    expect(mesh.seen).toHaveLength(1)
    expect(JSON.stringify(mesh.seen)).not.toContain('spoofed')
  })

  test('is said once, whatever a client sends and how often', async () => {
    const as = await mesh.identityOf('default/webui')
    await mesh.ask('/', {
      as,
      headers: { 'x-forwarded-client-cert': [spoofed, spoofed], 'X-FORWARDED-CLIENT_CERT': spoofed },
    })
    const said = mesh.seen[0]?.rawHeaders.filter((name) => /client.cert/i.test(name)) ?? []
    expect(said).toHaveLength(1)
    expect(JSON.stringify(mesh.seen)).not.toContain('spoofed')
  })
})

/** Agrees on TLS. @returns the connection, and what is heard on it until it is closed */
async function agree(options: ConnectionOptions): Promise<TLSSocket> {
  const socket = connectTls({ host: '127.0.0.1', port: mesh.port, checkServerIdentity: () => undefined, ...options })
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => {})
  await once(socket, 'secureConnect')
  return socket
}

/** Asks once on it. */
async function askOn(socket: TLSSocket): Promise<string> {
  socket.write(head('GET /who'))
  const [chunk] = (await once(socket, 'data')) as [Buffer]
  return String(chunk)
}

describe('TLS', () => {
  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'a session of %s that is taken up again has the identity that it began with, whatever is shown then',
    async (version) => {
      const [webui, other] = [await mesh.identityOf('default/webui'), await mesh.identityOf('default/other')]
      const only = { minVersion: version, maxVersion: version }
      const first = await agree({ ...webui, ...only })
      const fromTicket = once(first, 'session') // with 1.3 it comes behind the greeting
      expect(await askOn(first)).toMatch(/^HTTP\/1\.1 200 /)
      const session = version === 'TLSv1.3' ? ((await fromTicket)[0] as Buffer) : first.getSession()
      const again = await agree({ ...other, ...only, ...(session && { session }) })
      await askOn(again)
      const said = mesh.seen.at(-1)?.headers['x-forwarded-client-cert']
      expect(said).toContain(again.isSessionReused() ? 'sa/webui' : 'sa/other')
    },
  )

  test('is not agreed on anew within a connection', async () => {
    const webui = await mesh.identityOf('default/webui')
    const socket = await agree({ ...webui, maxVersion: 'TLSv1.2' })
    expect(await askOn(socket)).toMatch(/^HTTP\/1\.1 200 /)
    const outcome = await new Promise((resolve) => {
      socket.once('error', () => resolve('refused')).once('close', () => resolve('refused'))
      socket.renegotiate({}, (error) => resolve(error ? 'refused' : 'agreed'))
    })
    expect(outcome).toBe('refused')
  })

  test('only HTTP/1.1 is spoken in it, whatever is offered', async () => {
    const webui = await mesh.identityOf('default/webui')
    const socket = await agree({ ...webui, ALPNProtocols: ['istio', 'h2', 'http/1.1'] })
    expect(socket.alpnProtocol).toBe('http/1.1')
    await expect(Promise.race([agree({ ...webui, ALPNProtocols: ['h2'] }), systemClock.delay(30_000)])).rejects.toThrow(
      /alert|protocol/i,
    )
  })
})
