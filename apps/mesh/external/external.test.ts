import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestMesh } from '../mesh-sidecar.fixture.ts'
import type { HttpProvider } from './provider.ts'

const CUSTOM = (provider: string, path = '/*') => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: ask-${provider}, namespace: default}
spec: {action: CUSTOM, provider: {name: ${provider}}, rules: [{to: [{operation: {paths: ["${path}"]}}]}]}
---`
const DENY_ALL = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: no-guests, namespace: default}
spec: {action: DENY, rules: [{when: [{key: "request.headers[x-user]", values: [guest]}]}]}
---`

const BASE: Omit<HttpProvider, 'name' | 'address'> = {
  timeout: 30_000,
  pathPrefix: '/check',
  failOpen: false,
  statusOnError: 403,
  includeRequestHeadersInCheck: ['x-ext-*', 'cookie'],
  includeAdditionalHeadersInCheck: { 'x-ext-by': 'sidecar' },
  headersToUpstreamOnAllow: ['x-user'],
  headersToDownstreamOnAllow: ['x-decided'],
}

let asked: Pick<IncomingMessage, 'method' | 'url' | 'headers'>[] = []
let answer: RequestListener = (_request, response) => void response.end()
let mesh: Awaited<ReturnType<typeof openTestMesh>>
beforeAll(async () => {
  const server = createServer((request, response) => {
    const { method, url, headers } = request
    asked.push({ method, url, headers })
    answer(request, response)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  const place = server.address()
  const address = `http://127.0.0.1:${typeof place === 'object' && place ? place.port : 0}`
  const nobody = 'http://127.0.0.1:9'
  const providers: HttpProvider[] = [
    { ...BASE, name: 'asker', address },
    { ...BASE, name: 'few', address, headersToDownstreamOnDeny: ['x-why'] },
    { ...BASE, name: 'away', address: nobody, statusOnError: 503 },
    { ...BASE, name: 'lax', address: nobody, failOpen: true },
    { ...BASE, name: 'slow', address, timeout: 50 },
  ]
  mesh = await openTestMesh({ providers, whenDone: afterAll })
})
beforeEach(() => {
  asked = []
  mesh.seen.length = 0
})

const says = (status: number, headers: Record<string, string>, body = '') => {
  answer = (_request, response) => void response.writeHead(status, headers).end(body)
}

describe('an external authorizer', () => {
  test('is asked about the request before anything else, with the headers that it may see', async () => {
    await mesh.use(CUSTOM('asker'))
    says(200, { 'x-user': 'ada', 'x-decided': 'yes', 'x-other': 'kept' })
    const headers = { authorization: 'Bearer no.token.atall', 'x-ext-a': '1', 'x-ext-by': 'client', 'x-secret': '2' }
    const response = await mesh.ask('/a/../data?x=1', { method: 'POST', body: 'hello', headers })
    expect(asked[0]).toMatchObject({ method: 'POST', url: '/check/data?x=1' })
    expect(asked[0]?.headers).toMatchObject({
      host: 'backend-api',
      'content-length': '0',
      authorization: 'Bearer no.token.atall',
      'x-ext-a': '1',
      'x-ext-by': 'sidecar',
    })
    expect(asked[0]?.headers).not.toHaveProperty('x-secret')
    expect(response).toMatchObject({ status: 200, headers: { 'x-decided': 'yes' } })
    expect(response.headers).not.toHaveProperty('x-user')
    expect(mesh.seen[0]).toMatchObject({ body: 'hello', headers: { 'x-user': 'ada', 'x-secret': '2' } })
    expect(mesh.seen[0]?.headers).not.toHaveProperty('x-other')
  })

  test('alone says what it says: a client does not, also when it is silent', async () => {
    await mesh.use(CUSTOM('asker'))
    says(200, {})
    await mesh.ask('/', { headers: { 'x-user': 'admin', X_User: 'admin' } })
    expect(mesh.seen[0]?.rawHeaders.join()).not.toContain('admin')
  })

  test('that says yes is not the last word: the policies see what it put into the request', async () => {
    await mesh.use(CUSTOM('asker') + DENY_ALL)
    says(200, { 'x-user': 'guest' })
    expect(await mesh.ask('/')).toMatchObject({ status: 403, body: 'RBAC: access denied' })
    says(200, { 'x-user': 'ada' })
    expect((await mesh.ask('/')).status).toBe(200)
  })

  test('says no in its own words, and by itself all of its headers go to the client', async () => {
    await mesh.use(CUSTOM('asker'))
    says(302, { location: '/login', 'x-why': 'because', 'set-cookie': 'a=b' }, 'go away')
    const response = await mesh.ask('/')
    expect(response).toMatchObject({ status: 302, body: 'go away' })
    expect(response.headers).toMatchObject({ location: '/login', 'x-why': 'because', 'set-cookie': ['a=b'] })
    await mesh.use(CUSTOM('few'))
    const { headers } = await mesh.ask('/')
    expect(headers).toMatchObject({ location: '/login', 'x-why': 'because' })
    expect(headers).not.toHaveProperty('set-cookie')
    expect(mesh.logs.join('')).toContain('UAEX ext_authz_denied')
    expect(mesh.seen).toEqual([])
  })

  test('is not asked where its policy does not match', async () => {
    await mesh.use(CUSTOM('away', '/admin'))
    expect((await mesh.ask('/public')).status).toBe(200)
    expect((await mesh.ask('/public/../admin')).status).toBe(503)
  })

  test('that cannot be asked, is too slow, or fails lets nobody through, unless it may', async () => {
    await mesh.use(CUSTOM('away'))
    expect(await mesh.ask('/')).toMatchObject({ status: 503, body: '' })
    await mesh.use(CUSTOM('asker'))
    says(500, {})
    expect((await mesh.ask('/')).status).toBe(403)
    await mesh.use(CUSTOM('slow'))
    answer = () => {}
    expect((await mesh.ask('/')).status).toBe(403)
    expect(mesh.seen).toEqual([])
    await mesh.use(CUSTOM('lax'))
    expect((await mesh.ask('/')).status).toBe(200)
    expect(mesh.logs.join('')).toContain('authorizer-failed-open')
  })

  test('that nobody has configured, and one of two, is not asked: the request is refused', async () => {
    await mesh.use(CUSTOM('unknown'))
    expect(await mesh.ask('/')).toMatchObject({ status: 403, body: 'RBAC: access denied' })
    await mesh.use(CUSTOM('asker') + CUSTOM('few'))
    expect(await mesh.ask('/')).toMatchObject({ status: 403, body: 'RBAC: access denied' })
    expect(asked).toEqual([])
    expect(mesh.logs.at(-1)).toContain('deny-due-to-bad-CUSTOM-action')
  })
})
