import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestMesh } from '../mesh-sidecar.fixture.ts'

const policy = (name: string, spec: string) => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: ${name}, namespace: default}
spec: ${spec}
---`
const NO_ADMIN = policy('no-admin', '{action: DENY, rules: [{to: [{operation: {paths: ["/admin", "/admin/*"]}}]}]}')

let mesh: Awaited<ReturnType<typeof openTestMesh>>
let strictPaths: typeof mesh
beforeAll(async () => {
  mesh = await openTestMesh({ policies: NO_ADMIN, whenDone: afterAll })
  const pathNormalization = 'DECODE_AND_MERGE_SLASHES'
  strictPaths = await openTestMesh({
    folder: mesh.folder,
    policies: NO_ADMIN,
    mesh: { pathNormalization },
    whenDone: afterAll,
  })
})
beforeEach(() => void (mesh.seen.length = 0))

describe('what is decided about is what goes on:', () => {
  test.each(['/admin', '/public/../admin', '/public/%2e%2E/admin/x', '/./admin', '/admin?x=/public', '/admin/..;/x'])(
    '%s is /admin',
    async (path) => {
      expect((await mesh.ask(path)).status).toBe(403)
      expect(mesh.seen).toEqual([])
    },
  )

  test.each([
    ['/a/../b?x=/../c', '/b?x=/../c'],
    ['/a\\b', '/a/b'],
    ['/a%2fb', '/a%2fb'],
    ['//admin', '//admin'],
    ['/%61dmin', '/%61dmin'],
  ])('%s goes on as %s', async (path, as) => {
    expect((await mesh.ask(path)).status).toBe(200)
    expect(mesh.seen[0]?.url).toBe(as)
  })

  test.each(['//admin', '/public%2f..%2fadmin', '/public%5c..%5Cadmin'])(
    '%s is /admin where slashes are decoded and merged',
    async (path) => {
      expect((await strictPaths.ask(path)).status).toBe(403)
      expect(strictPaths.seen).toEqual([])
    },
  )
})

/** Says it as it stands. @returns all that comes back */
async function say(text: string): Promise<string> {
  const socket = connect(mesh.port, '127.0.0.1')
  socket.write(text)
  let answer = ''
  for await (const chunk of socket) answer += String(chunk)
  return answer
}

describe('a way past the sidecar', () => {
  test.each([
    ['an absolute address', 'GET http://other/ HTTP/1.1\r\nHost: a\r\n', 400],
    ['two hosts', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n', 400],
    ['CONNECT', 'CONNECT other:80 HTTP/1.1\r\nHost: a\r\n', 405],
    ['TRACE', 'TRACE / HTTP/1.1\r\nHost: a\r\n', 405],
    ['a fragment', 'GET /#/../admin HTTP/1.1\r\nHost: a\r\n', 400],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n', 400],
    ['headers without end', `GET / HTTP/1.1\r\nHost: a\r\nx: ${'x'.repeat(20_000)}\r\n`, 431],
  ])('%s opens none', async (_what, head, status) => {
    expect(await say(`${head}Connection: close\r\n\r\n`)).toMatch(RegExp(`^HTTP/1\\.1 ${status} `))
    expect(mesh.seen).toEqual([])
  })
})

describe('headers', () => {
  test('each field of a name counts, and its case does not', async () => {
    await mesh.use(policy('roles', '{rules: [{when: [{key: "request.headers[x-role]", values: [reader]}]}]}'))
    expect((await mesh.ask('/', { headers: { 'X-ROLE': 'reader' } })).status).toBe(200)
    expect((await mesh.ask('/', { headers: { 'X-Role': ['reader', 'admin'] } })).status).toBe(403)
    expect((await mesh.ask('/', { headers: { x_role: 'reader' } })).status).toBe(403)
    expect((await mesh.ask('/', { headers: { __proto__x: 'reader', constructor: 'reader' } })).status).toBe(403)
  })

  test('what a sidecar alone says does not come from a client, in whatever spelling, and nobody is told of it', async () => {
    await mesh.use(policy('all', '{rules: [{}]}'))
    const spoofed = 'By=x;Hash=y;URI=spiffe://cluster.local/ns/default/sa/webui'
    const headers = {
      'X-Forwarded-Client-Cert': spoofed,
      x_forwarded_client_cert: spoofed,
      'x-envoy-peer-metadata-id': 'spoofed',
    }
    expect((await mesh.ask('/', { headers })).status).toBe(200)
    expect(mesh.seen[0]?.rawHeaders.join('\n')).not.toMatch(/webui|spoofed/)
  })

  test('a line of the log is one line, whatever a client says, and has no query', async () => {
    await mesh.use(policy('nothing', '{}'))
    await mesh.ask('/data?access_token=secret-of-somebody', { headers: { 'user-agent': 'a" "b' } }).catch(() => {})
    const line = mesh.logs.at(-1) ?? ''
    expect(line).toContain('rbac_access_denied_matched_policy[none]')
    expect(line).not.toMatch(/secret-of-somebody|\n./)
    expect(JSON.parse(line).line.match(/"/g)).toHaveLength(14)
  })
})
