import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestMesh } from '../mesh-sidecar.fixture.ts'
import { AUTHORIZER, customPolicy, openTestAuthorizer } from './authorizer.fixture.ts'
import type { HttpProvider } from './provider.ts'

const DENY_ALL = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: no-guests, namespace: default}
spec: {action: DENY, rules: [{when: [{key: "request.headers[x-user]", values: [guest]}]}]}
---`

let guard: Awaited<ReturnType<typeof openTestAuthorizer>>
let mesh: Awaited<ReturnType<typeof openTestMesh>>
beforeAll(async () => {
  guard = await openTestAuthorizer(afterAll)
  const { address } = guard
  const nobody = 'http://127.0.0.1:9'
  const providers: HttpProvider[] = [
    { ...AUTHORIZER, name: 'asker', address },
    { ...AUTHORIZER, name: 'few', address, headersToDownstreamOnDeny: ['x-why'] },
    { ...AUTHORIZER, name: 'away', address: nobody, statusOnError: 503 },
    { ...AUTHORIZER, name: 'lax', address: nobody, failOpen: true },
    { ...AUTHORIZER, name: 'wide', address, headersToUpstreamOnAllow: ['*-user', 'acme*', '*ation', 'cook*'] },
    { ...AUTHORIZER, name: 'slow', address, timeout: 50 },
  ]
  mesh = await openTestMesh({ providers, whenDone: afterAll })
})
beforeEach(() => {
  guard.asked.length = 0
  mesh.seen.length = 0
})

describe('an external authorizer', () => {
  test('is asked about the request before anything else, with the headers that it may see', async () => {
    await mesh.use(customPolicy('asker'))
    guard.says(200, { 'x-user': 'ada', 'x-decided': 'yes', 'x-other': 'kept' })
    const headers = { authorization: 'Bearer no.token.atall', 'x-ext-a': '1', 'x-ext-by': 'client', 'x-secret': '2' }
    const response = await mesh.ask('/a/../data?x=1', { method: 'POST', body: 'hello', headers })
    expect(guard.asked[0]).toMatchObject({ method: 'POST', url: '/check/data?x=1' })
    expect(guard.asked[0]?.headers).toMatchObject({
      host: 'backend-api',
      'content-length': '0',
      authorization: 'Bearer no.token.atall',
      'x-ext-a': '1',
      'x-ext-by': 'sidecar',
    })
    expect(guard.asked[0]?.headers).not.toHaveProperty('x-secret')
    expect(response).toMatchObject({ status: 200, headers: { 'x-decided': 'yes' } })
    expect(response.headers).not.toHaveProperty('x-user')
    expect(mesh.seen[0]).toMatchObject({ body: 'hello', headers: { 'x-user': 'ada', 'x-secret': '2' } })
    expect(mesh.seen[0]?.headers).not.toHaveProperty('x-other')
  })

  test.each(['x-user', 'X_User', 'X.USER'])(
    'alone says what it says: a client does not, as %s, also when it is silent',
    async (name) => {
      await mesh.use(customPolicy('asker'))
      guard.says(200, {})
      await mesh.ask('/', { headers: { [name]: 'admin' } })
      expect(mesh.seen).toHaveLength(1)
      expect(mesh.seen[0]?.rawHeaders.join()).not.toContain('admin')
    },
  )

  test.each([
    ['ends', 'X_Acme_User', 'x-acme'],
    ['begins', 'Acme_X', 'other-x'],
  ])('alone says what %s as it may say', async (_how, name, other) => {
    await mesh.use(customPolicy('wide'))
    guard.says(200, {})
    const headers = { [name]: 'admin', [other]: 'mine', authorization: 'Bearer no.token.atall', cookie: 'a=b' }
    await mesh.ask('/', { headers })
    expect(mesh.seen[0]?.rawHeaders.join()).not.toContain('admin')
    const { authorization, cookie } = headers
    expect(mesh.seen[0]?.headers).toMatchObject({ authorization, cookie, [other]: 'mine' })
  })

  test('that says yes is not the last word: the policies see what it put into the request', async () => {
    await mesh.use(customPolicy('asker') + DENY_ALL)
    guard.says(200, { 'x-user': 'guest' })
    expect(await mesh.ask('/')).toMatchObject({ status: 403, body: 'RBAC: access denied' })
    guard.says(200, { 'x-user': 'ada' })
    expect((await mesh.ask('/')).status).toBe(200)
  })

  test('says no in its own words, and by itself all of its headers go to the client', async () => {
    await mesh.use(customPolicy('asker'))
    guard.says(302, { location: '/login', 'x-why': 'because', 'set-cookie': 'a=b' }, 'go away')
    const response = await mesh.ask('/')
    expect(response).toMatchObject({ status: 302, body: 'go away' })
    expect(response.headers).toMatchObject({ location: '/login', 'x-why': 'because', 'set-cookie': ['a=b'] })
    await mesh.use(customPolicy('few'))
    const { headers } = await mesh.ask('/')
    expect(headers).toMatchObject({ location: '/login', 'x-why': 'because' })
    expect(headers).not.toHaveProperty('set-cookie')
    expect(mesh.logs.join('')).toContain('UAEX ext_authz_denied')
    expect(mesh.seen).toEqual([])
  })

  test('is not asked where its policy does not match', async () => {
    await mesh.use(customPolicy('away', '/admin'))
    expect((await mesh.ask('/public')).status).toBe(200)
    expect((await mesh.ask('/public/../admin')).status).toBe(503)
  })

  test('that cannot be asked, is too slow, or fails lets nobody through, unless it may', async () => {
    await mesh.use(customPolicy('away'))
    expect(await mesh.ask('/')).toMatchObject({ status: 503, body: '' })
    await mesh.use(customPolicy('asker'))
    guard.says(500, {})
    expect((await mesh.ask('/')).status).toBe(403)
    await mesh.use(customPolicy('slow'))
    guard.does(() => {})
    expect((await mesh.ask('/')).status).toBe(403)
    expect(mesh.seen).toEqual([])
    await mesh.use(customPolicy('lax'))
    expect((await mesh.ask('/')).status).toBe(200)
    expect(mesh.logs.join('')).toContain('authorizer-failed-open')
  })

  test('that nobody has configured, and one of two, is not asked: the request is refused', async () => {
    await mesh.use(customPolicy('unknown'))
    expect(await mesh.ask('/')).toMatchObject({ status: 403, body: 'RBAC: access denied' })
    await mesh.use(customPolicy('asker') + customPolicy('few'))
    expect(await mesh.ask('/')).toMatchObject({ status: 403, body: 'RBAC: access denied' })
    expect(guard.asked).toEqual([])
    expect(mesh.logs.at(-1)).toContain('deny-due-to-bad-CUSTOM-action')
  })
})
