import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { GOOD_HEADER, goodClaims, OWN_JWK, SIDECAR_NOW, signed } from '#core/access/dialects/dialect.fixture'
import { openTestMesh } from '../mesh-sidecar.fixture.ts'
import { AUTHORIZER, customPolicy, openTestAuthorizer } from './authorizer.fixture.ts'

// What an authorizer puts into a request is looked at like the rest of it: by the token check, and then by the policies (M-2).

const users = (more = '') => `
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: users, namespace: default}
spec:
  jwtRules:
  - issuer: jwtproxy
    jwks: '${JSON.stringify({ keys: [{ ...OWN_JWK, kid: 'mykey' }] })}'${more}
---`
const ONLY_ADA = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: only-ada, namespace: default}
spec: {rules: [{when: [{key: "request.headers[x-user]", values: [ada]}]}]}
---`
const WRITES_USER = '\n    outputClaimToHeaders: [{header: X-User, claim: name}]'
const bearer = (name?: string) => `Bearer ${signed(GOOD_HEADER, { ...goodClaims(), sub: '1', ...(name && { name }) })}`

let guard: Awaited<ReturnType<typeof openTestAuthorizer>>
let mesh: Awaited<ReturnType<typeof openTestMesh>>
beforeAll(async () => {
  guard = await openTestAuthorizer(afterAll)
  const headersToUpstreamOnAllow = ['authorization', 'x_user', 'x-forwarded-client-cert']
  const provider = { ...AUTHORIZER, name: 'guard', address: guard.address, headersToUpstreamOnAllow }
  mesh = await openTestMesh({ providers: [provider], clock: manualClock(SIDECAR_NOW * 1000), whenDone: afterAll })
})
beforeEach(() => void (mesh.seen.length = 0))

const got = (name: string) => {
  const [{ rawHeaders = [] } = {}] = mesh.seen
  return rawHeaders.filter((_value, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === name)
}

describe('a token that the authorizer puts in', () => {
  test.each([
    ['is taken out once it was believed', '', 0],
    ['goes on where the rule says so', '\n    forwardOriginalToken: true', 1],
  ])('%s', async (_what, more, times) => {
    await mesh.use(customPolicy('guard') + users(more))
    guard.says(200, { authorization: bearer() })
    expect((await mesh.ask('/', { headers: { authorization: 'Bearer of.the.client' } })).status).toBe(200)
    expect(got('authorization')).toHaveLength(times)
  })

  test('is a 401 where it is none', async () => {
    await mesh.use(customPolicy('guard') + users())
    guard.says(200, { authorization: 'Bearer a.b' })
    expect((await mesh.ask('/')).status).toBe(401)
  })
})

describe('a header that claims are written into is not for the authorizer to say, in any spelling:', () => {
  test('without a token there is none, for policies and for the service', async () => {
    guard.says(200, { x_user: 'ada' })
    await mesh.use(customPolicy('guard') + users(WRITES_USER))
    expect((await mesh.ask('/')).status).toBe(200)
    expect([...got('x_user'), ...got('x-user')]).toEqual([])
    await mesh.use(customPolicy('guard') + users(WRITES_USER) + ONLY_ADA)
    expect((await mesh.ask('/')).status).toBe(403)
  })

  test('with one it says what the token says, and nothing else', async () => {
    guard.says(200, { x_user: 'eve' })
    await mesh.use(customPolicy('guard') + users(WRITES_USER) + ONLY_ADA)
    expect((await mesh.ask('/', { headers: { authorization: bearer('ada') } })).status).toBe(200)
    expect([...got('x_user'), ...got('x-user')]).toEqual(['ada'])
  })
})

test('who called over plaintext is nobody, whatever the authorizer says', async () => {
  await mesh.use(customPolicy('guard'))
  guard.says(200, { 'x-forwarded-client-cert': 'By=evil' })
  expect((await mesh.ask('/')).status).toBe(200)
  expect(got('x-forwarded-client-cert')).toEqual([])
})
