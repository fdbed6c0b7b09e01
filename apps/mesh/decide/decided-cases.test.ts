import { describe, expect, test } from 'vitest'
import { GOOD_HEADER, goodClaims, OWN_JWK, SIDECAR_NOW, signed } from '#core/access/dialects/dialect.fixture'
import { caseOf, READ_POLICY, runMeshCommand } from '../mesh-command.fixture.ts'
import { DECIDE_COMMAND } from './run-decide.ts'

// What a case says of a request, and what becomes of it.

interface Given {
  policies?: string
  /** Of tokens.json. */
  tokens?: Record<string, string>
  [member: string]: unknown
}

async function decided(cases: object[], { policies = READ_POLICY, tokens, ...more }: Given = {}) {
  const text = JSON.stringify({ cases, ...more })
  const { out, fault, code } = await runMeshCommand(DECIDE_COMMAND, ['--cases', 'cases.json', '--json'], {
    'cases.json': text,
    'read.yaml': policies,
    'jwks.json': JSON.stringify({ keys: [{ ...OWN_JWK, kid: 'mykey' }] }),
    ...(tokens && { 'tokens.json': JSON.stringify(tokens) }),
  })
  expect(fault).toBe('')
  return { code, rows: JSON.parse(out) }
}

const one = async (request: object, given: Given = {}, more: object = {}) =>
  (await decided([caseOf(request, more)], given)).rows[0]

const policy = (name: string, spec: string, kind = 'AuthorizationPolicy') =>
  `apiVersion: security.istio.io/v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: default}\nspec: ${spec}\n---\n`
const allows = (rule: string) => policy('one', `{rules: [${rule}]}`)
const users = (more = '') =>
  policy('users', `{jwtRules: [{issuer: jwtproxy, jwksUri: "http://people/jwks"${more}}]}`, 'RequestAuthentication')

const asks = (provider: string) =>
  policy(`ask-${provider}`, `{action: CUSTOM, provider: {name: ${provider}}, rules: [{}]}`)

const JWKS = { 'http://people/jwks': { file: 'jwks.json' } }
const tokenWith = (claims: object = {}) => signed(GOOD_HEADER, { ...goodClaims(), ...claims })
const believing = (claims: object = {}, more: Given = {}) => ({
  clock: SIDECAR_NOW,
  jwksSources: JWKS,
  tokens: { own: tokenWith(claims) },
  ...more,
})

describe('who asks, and from where', () => {
  test.each([
    ['an authorizer that says nothing', asks('guard'), {}],
    ['one that says no', asks('guard'), { external: 'deny' }],
    ['one of two, of which none is asked,', asks('guard') + asks('other'), { external: 'allow' }],
  ])('%s refuses before a token is looked at', async (_who, custom, said) => {
    const request = { headers: { authorization: 'Bearer a.b' }, ...said }
    const row = await one(request, { policies: custom + users(), jwksSources: JWKS })
    expect(row).toMatchObject({ decision: 'deny', status: 403, by: { kind: 'external' } })
  })

  test('the address of the client is that of whoever is connected, where nothing else is said', async () => {
    const policies = allows('{from: [{source: {remoteIpBlocks: [10.0.0.0/8]}}]}')
    expect(await one({ sourceIp: '10.1.1.1' }, { policies })).toMatchObject({ decision: 'allow' })
    expect(await one({ sourceIp: '10.1.1.1', remoteIp: '11.1.1.1' }, { policies })).toMatchObject({ decision: 'deny' })
  })

  test('a caller may be written with its scheme and without', async () => {
    expect(await one({ peer: 'spiffe://cluster.local/ns/default/sa/webui' })).toMatchObject({ decision: 'allow' })
    expect(await one({ peer: 'cluster.local/ns/default/sa/webui' })).toMatchObject({ decision: 'allow' })
  })

  test('what is no HTTP has no status, and no path', async () => {
    const row = await one({ protocol: 'tcp', method: undefined, path: undefined })
    expect(row).toMatchObject({ decision: 'deny', status: null, by: { kind: 'no-allow-matched' } })
    expect(row.reasons[0].sentence).toContain('is about HTTP, and this connection is not')
  })
})

describe('what stands in a request', () => {
  test('all values of a header count', async () => {
    const policies = allows('{when: [{key: "request.headers[x-a]", values: ["2"]}]}')
    expect(await one({ headers: { 'X-A': '2' } }, { policies })).toMatchObject({ decision: 'allow' })
    expect(await one({ headers: { 'X-A': ['1', '2'] } }, { policies })).toMatchObject({ decision: 'deny' })
  })

  test('a token is challenged by the path as it is judged', async () => {
    const request = { path: '/a/../data?x=1', host: 'backend-api', headers: { authorization: 'Bearer a.b' } }
    const row = await one(request, { policies: users(), jwksSources: JWKS })
    expect(row.by.challenge).toContain('realm="http://backend-api/data?x=1"')
  })

  test('policies see the header that a claim is written into, and not what a client writes there', async () => {
    const policies =
      users(', outputClaimToHeaders: [{header: x-user, claim: name}]') +
      allows('{when: [{key: "request.headers[x-user]", values: [ada]}]}')
    expect(await one({ token: 'own' }, believing({ name: 'ada' }, { policies }))).toMatchObject({ decision: 'allow' })
    expect(await one({ headers: { 'X-User': 'ada' } }, { policies, jwksSources: JWKS })).toMatchObject({
      decision: 'deny',
    })
  })

  test('a claim that a rule splits at spaces has several values', async () => {
    const policies =
      users(', spaceDelimitedClaims: [roles]') +
      allows('{when: [{key: "request.auth.claims[roles]", values: [reader]}]}')
    const row = await one({ token: 'own' }, believing({ roles: 'writer reader', sub: 'ada' }, { policies }))
    expect(row).toMatchObject({ decision: 'allow', user: 'jwtproxy/ada' })
  })

  test('the service gets the payload of the token, and the token where the rule says so', async () => {
    const policies = users(', outputPayloadToHeader: x-payload, forwardOriginalToken: true')
    const upstreamHeaders = { 'x-payload': '${own.payload}', authorization: 'Bearer ${own}' }
    const expected = { expect: { status: 200, upstreamHeaders } }
    expect(await one({ token: 'own' }, believing({}, { policies }), expected)).not.toHaveProperty('differences')
    const { differences } = await one({ token: 'own' }, believing({}, { policies: users() }), expected)
    expect(differences).toHaveLength(2)
    expect(differences.join()).toMatch(
      /the service should get authorization: Bearer eyJ.{0,20}…, and it gets no header/,
    )
    expect(JSON.stringify(differences).length).toBeLessThan(300)
  })

  test('tokens are found in what is expected, too', async () => {
    const expected = { expect: { status: 200, upstreamHeaders: { 'x-a': '${nobody}' } } }
    const { fault } = await runMeshCommand(DECIDE_COMMAND, ['--cases', 'c.json'], {
      'c.json': JSON.stringify({ cases: [caseOf({}, expected)] }),
      'read.yaml': READ_POLICY,
      'tokens.json': '{}',
    })
    expect(fault).toContain('the case one needs the token "nobody"')
  })
})

describe('the clock and the key sets of the cases', () => {
  test('tokens are judged by the clock of the cases', async () => {
    const policies = users()
    expect(await one({ token: 'own' }, believing({}, { policies }))).toMatchObject({ status: 200 })
    expect(await one({ token: 'own' }, believing({}, { policies, clock: SIDECAR_NOW + 3600 }))).toMatchObject({
      status: 401,
      by: { check: 'expiry', body: 'Jwt is expired' },
    })
  })

  test('a key set that is too slow or away is named where a token needs it, and nowhere else', async () => {
    const policies = users(', timeout: 2s')
    for (const answer of [{ file: 'jwks.json', delayMs: 2001 }, { status: 500 }]) {
      const given = believing({}, { policies, jwksSources: { 'http://people/jwks': answer } })
      const { rows } = await decided([caseOf({ token: 'own' }), { ...caseOf(), id: 'two' }], given)
      expect(rows[0]).toMatchObject({ status: 401, keyTrouble: [expect.stringContaining('http://people/jwks')] })
      expect(rows[1]).not.toHaveProperty('keyTrouble')
    }
    const inTime = { 'http://people/jwks': { file: 'jwks.json', delayMs: 1999 } }
    expect(await one({ token: 'own' }, believing({}, { policies, jwksSources: inTime }))).toMatchObject({ status: 200 })
    const nowhere = await one({ token: 'own' }, believing({}, { policies, jwksSources: {} }))
    expect(nowhere.keyTrouble).toEqual([expect.stringContaining('add it to jwksSources')])
  })
})

test('cases come in the order of the file, each with the policies of its own workload', async () => {
  const policies = policy('labelled', '{selector: {matchLabels: {app: other}}, action: DENY, rules: [{}]}')
  const workload = { namespace: 'default', name: 'other', labels: { app: 'other' } }
  const cases = [caseOf(), { ...caseOf({}, { workload }), id: 'two' }, { ...caseOf(), id: 'three' }]
  const { rows } = await decided(cases, { policies })
  expect(rows.map(({ id, decision }: { id: string; decision: string }) => `${id} ${decision}`)).toEqual([
    'one allow',
    'two deny',
    'three allow',
  ])
})

test('what is marked for the log and what a dry run would do is said, and decides nothing', async () => {
  const dry = policy('dry', '{action: DENY, rules: [{}]}').replace(
    'namespace: default',
    'namespace: default, annotations: {istio.io/dry-run: "true"}',
  )
  const row = await one({}, { policies: policy('marks', '{action: AUDIT, rules: [{}]}') + dry })
  expect(row).toMatchObject({
    decision: 'allow',
    by: { kind: 'no-allow-policy' },
    audited: [{ policy: 'default/marks', rule: 0 }],
    shadow: { decision: 'deny', by: { policy: 'default/dry' } },
  })
  const marked = await one({}, { policies: policy('marks', '{action: AUDIT, rules: [{}]}') })
  expect(marked.audited).toMatchObject([{ policy: 'default/marks', rule: 0 }])
  expect(marked).not.toHaveProperty('shadow')
  expect(row.reasons.map(({ policy: name, matched }: { policy: string; matched: boolean }) => [name, matched])).toEqual(
    [
      ['default/marks', true],
      ['default/dry', true],
    ],
  )
})

test('a case that differs ends with 1, also as JSON, and says what differs', async () => {
  const { code, rows } = await decided([caseOf({ method: 'PUT' }, { expect: 'allow' })])
  expect({ code, differences: rows[0].differences }).toEqual({
    code: 1,
    differences: ['allow was expected, and it is deny'],
  })
})
