import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { GOOD_HEADER, goodClaims, OWN_JWK, SIDECAR_NOW, signed } from '#core/access/dialects/dialect.fixture'
import { openTestMesh } from '../mesh-sidecar.fixture.ts'

// What a sidecar says of a request: to the client, in its log, and in the trace.

const USERS = `
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: users, namespace: default}
spec:
  jwtRules:
  - issuer: jwtproxy
    audiences: [backend]
    jwks: '${JSON.stringify({ keys: [{ ...OWN_JWK, kid: 'mykey' }] })}'
---`
const policy = (name: string, spec: string, annotations = '') => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: ${name}, namespace: default${annotations}}
spec: ${spec}
---`
const DRY = ', annotations: {istio.io/dry-run: "true"}'

let mesh: Awaited<ReturnType<typeof openTestMesh>>
beforeAll(async () => {
  mesh = await openTestMesh({ policies: USERS, clock: manualClock(SIDECAR_NOW * 1000), whenDone: afterAll })
})
beforeEach(() => {
  mesh.seen.length = 0
  mesh.logs.length = 0
})

const events = (name: string) => mesh.logs.map((line) => JSON.parse(line)).filter(({ msg }) => msg === name)
const tokenWith = (claims: object, by: 'own' | 'other' = 'own') =>
  signed(GOOD_HEADER, { ...goodClaims(), aud: 'backend', sub: 'ada', ...claims }, by)
const ask = (token: string, path = '/data') =>
  mesh.ask(path, { headers: token === '' ? {} : { authorization: `Bearer ${token}` } })

describe('a token that is refused has the status, the words, the challenge and the line in the log of the mesh:', () => {
  const CHALLENGE = 'Bearer realm="http://backend-api/data", error="invalid_token"'
  test.each<[words: string, status: number, token: () => string]>([
    ['Jwt is expired', 401, () => tokenWith({ exp: SIDECAR_NOW - 61 })],
    ['Jwt not yet valid', 401, () => tokenWith({ nbf: SIDECAR_NOW + 61 })],
    ['Jwt issuer is not configured', 401, () => tokenWith({ iss: 'another' })],
    ['Jwt verification fails', 401, () => tokenWith({}, 'other')],
    ['Audiences in Jwt are not allowed', 403, () => tokenWith({ aud: 'another' })],
    ['Jwt is expired', 401, () => tokenWith({ exp: SIDECAR_NOW - 61 }, 'other')], // its content comes before its signature
    ['Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections', 401, () => 'a.b'],
  ])('%s', async (words, status, token) => {
    const answer = await ask(token())
    expect(answer).toMatchObject({ status, body: words })
    expect(answer.headers).toMatchObject({ 'content-type': 'text/plain', 'www-authenticate': CHALLENGE })
    const [{ detail, line }] = events('access')
    expect(detail).toBe(`jwt_authn_access_denied{${words.replaceAll(' ', '_')}}`)
    expect(line).toMatch(RegExp(`^"GET /data HTTP/1\\.1" ${status} - jwt_authn_access_denied\\{(?:Jwt|Audiences)`))
    expect(mesh.seen).toEqual([])
  })

  test('one that is good, and none, go on: within a minute of its end, too', async () => {
    for (const token of [
      tokenWith({ exp: SIDECAR_NOW - 60 }),
      tokenWith({ nbf: SIDECAR_NOW + 60 }),
      tokenWith({ exp: 0 }),
      '',
    ])
      expect((await ask(token)).status).toBe(200)
    for (const { headers } of mesh.seen) expect(headers).not.toHaveProperty('authorization')
  })
})

describe('a denial', () => {
  test('names the rule of the policy that denies, and none where none allows', async () => {
    await mesh.use(
      policy(
        'guards',
        '{action: DENY, rules: [{to: [{operation: {paths: [/a]}}]}, {to: [{operation: {paths: [/b]}}]}]}',
      ),
    )
    expect(await ask('', '/b')).toMatchObject({ status: 403, body: 'RBAC: access denied' })
    expect(events('access')[0].detail).toBe('rbac_access_denied_matched_policy[ns[default]-policy[guards]-rule[1]]')
    await mesh.use(policy('nothing', '{}'))
    expect((await ask('')).headers).not.toHaveProperty('www-authenticate')
    expect(events('access')[1].line).toMatch(
      /^"GET \/data HTTP\/1\.1" 403 - rbac_access_denied_matched_policy\[none\] - "-" 0 19 \d+ - "-" "-" "[0-9a-f-]{36}" "backend-api" "-" inbound\|3000\|\| - 127\.0\.0\.1:\d+ 127\.0\.0\.1:\d+ - -$/,
    )
  })

  test('says in the trace which field of which rule wanted what, and what was there', async () => {
    await mesh.use(policy('readers', '{rules: [{to: [{operation: {methods: [GET]}}]}]}'))
    const traceId = 'cd'.repeat(16)
    const traceparent = `00-${traceId}-${'12'.repeat(8)}-01`
    await mesh.ask('/data', { method: 'PUT', headers: { traceparent } })
    const steps = mesh.traces.get(traceId).flatMap(({ steps: own }) => own)
    expect(steps.find(({ verb }) => verb === 'checks' && steps.length > 0)?.checks).toMatchObject([
      {
        check: 'ALLOW default/readers rule 0',
        outcome: 'failed',
        reason: 'ALLOW default/readers, rule 0 does not match: to[0].operation.methods must be "GET", and it is "PUT".',
      },
    ])
  })
})

test('what is marked, and what a dry run would do, is told in the log and decides nothing', async () => {
  await mesh.use(
    policy('marks', '{action: AUDIT, rules: [{to: [{operation: {paths: [/data]}}]}]}') +
      policy('dry', '{action: DENY, rules: [{}]}', DRY),
  )
  expect((await ask('')).status).toBe(200)
  expect(events('audited')).toMatchObject([{ policy: 'default/marks', rule: 0 }])
  expect(events('dry-run')).toMatchObject([{ decision: 'deny', by: 'DENY default/dry, rule 0' }])
  await ask('', '/other')
  expect(events('audited')).toHaveLength(1)
  await mesh.use(policy('dry', '{rules: [{to: [{operation: {paths: [/data]}}]}]}', DRY))
  expect((await ask('', '/other')).status).toBe(200) // an ALLOW policy that runs dry is none
  expect(events('dry-run').at(-1)).toMatchObject({ decision: 'deny' })
})
