import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { GOOD_HEADER, goodClaims, OWN_JWK, SIDECAR_NOW, signed } from '#core/access/dialects/dialect.fixture'
import { openTestMesh } from '../mesh-sidecar.fixture.ts'

// Tokens with thousands of groups, in as many places as a request has.

const POLICIES = `
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: users, namespace: default}
spec:
  jwtRules:
  - issuer: jwtproxy
    jwks: '${JSON.stringify({ keys: [{ ...OWN_JWK, kid: 'mykey' }] })}'
    outputPayloadToHeader: x-payload
    outputClaimToHeaders: [{header: x-name, claim: name}]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: admins, namespace: default}
spec: {rules: [{when: [{key: "request.auth.claims[groups]", values: [admins]}]}]}
`

let mesh: Awaited<ReturnType<typeof openTestMesh>>
beforeAll(async () => {
  mesh = await openTestMesh({ policies: POLICIES, clock: manualClock(SIDECAR_NOW * 1000), whenDone: afterAll })
})
beforeEach(() => void (mesh.seen.length = 0))

const groups = (count: number) => Array.from({ length: count }, (_, at) => `g${at}`)
const tokenWith = (claims: object) => signed(GOOD_HEADER, { ...goodClaims(), sub: 'ada', ...claims })
const ask = (token: string, path = '/', headers: Record<string, string | string[]> = {}) =>
  mesh.ask(path, { headers: { ...(token !== '' && { authorization: `Bearer ${token}` }), ...headers } })

test('one of a thousand groups is found, also where it is the last, and none that is not there', async () => {
  expect((await ask(tokenWith({ groups: [...groups(900), 'admins'] }))).status).toBe(200)
  expect((await ask(tokenWith({ groups: groups(900) }))).status).toBe(403)
  expect((await ask(tokenWith({ groups: groups(900).join(' ') + ' admins' }))).status).toBe(403)
  expect((await ask(tokenWith({ groups: [['admins'], { admins: 'admins' }, 1, null] }))).status).toBe(403)
})

test('a token that fills the head of a request is refused, and nothing of it goes on', async () => {
  expect((await ask(tokenWith({ groups: [...groups(5000), 'admins'] }))).status).toBe(431)
  expect(mesh.seen).toEqual([])
})

test('a claim that is larger than its header may be written, or could end one, is not half written', async () => {
  const large = tokenWith({ groups: ['admins'], name: 'n'.repeat(5000) })
  expect((await ask(large)).status).toBe(200)
  expect(mesh.seen[0]?.headers['x-name']).toBe('n'.repeat(5000))
  const ending = tokenWith({ groups: ['admins'], name: 'ada\r\nx-role: admin' })
  expect((await ask(ending)).status).toBe(200)
  expect(mesh.seen[1]?.headers).not.toHaveProperty('x-name')
  expect(mesh.seen[1]?.headers).not.toHaveProperty('x-role')
})

test('what a client says in the name of the sidecar goes, with a token and without one', async () => {
  await mesh.use(POLICIES.replace(/---[\s\S]*/, ''))
  const spoofed = { 'X-Payload': 'spoofed', x_payload: 'spoofed', 'X-Name': ['spoofed', 'spoofed'] }
  expect((await ask(tokenWith({ name: 'ada' }), '/', spoofed)).status).toBe(200)
  expect((await ask('', '/', spoofed)).status).toBe(200)
  expect(JSON.stringify(mesh.seen)).not.toContain('spoofed')
  expect(mesh.seen.map(({ headers }) => headers['x-name'])).toEqual(['ada', undefined])
  await mesh.use(POLICIES)
})

test('of several tokens each must be good, wherever it is', async () => {
  const good = tokenWith({ groups: ['admins'] })
  const bad = tokenWith({ iss: 'another' })
  expect((await ask(good, `/?access_token=${good}`)).status).toBe(200)
  expect(mesh.seen[0]).toMatchObject({ url: '/' }) // neither goes on
  expect(mesh.seen[0]?.headers).not.toHaveProperty('authorization')
  expect((await ask(good, `/?access_token=${bad}`)).status).toBe(401)
  expect((await ask('', '/', { authorization: [`Bearer ${good}`, `Bearer ${bad}`] })).status).toBe(401)
  expect((await ask('', '/', { authorization: [`Bearer ${bad}`, `Bearer ${good}`] })).status).toBe(401)
  expect((await ask('', '/', { cookie: `access_token=${good}` })).status).toBe(403) // no rule looks there
})
