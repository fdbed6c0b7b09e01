import { expect, test } from 'vitest'
import { caseOf, READ_POLICY, runMeshCommand } from '../mesh-command.fixture.ts'
import { DECIDE_COMMAND } from './run-decide.ts'

const decide = (cases: unknown, { args = [], ...files }: { args?: string[] } & Record<string, unknown> = {}) =>
  runMeshCommand(DECIDE_COMMAND, ['--cases', 'cases.json', ...args], {
    'read.yaml': READ_POLICY,
    'cases.json': typeof cases === 'string' ? cases : JSON.stringify(cases),
    ...(files as Record<string, string>), // all of them are texts
  })

const json = async (request: object, more: object = {}, files: Record<string, string> = {}) => {
  const { out, fault } = await decide({ cases: [caseOf(request, more)] }, { args: ['--json'], ...files })
  expect(fault).toBe('')
  return JSON.parse(out)[0]
}

test('says who decided, and of each rule that did not match what was wanted and what was seen', async () => {
  expect(await json({})).toMatchObject({ id: 'one', decision: 'allow', status: 200, by: { kind: 'rule', rule: 0 } })
  expect(await json({ method: 'PUT' })).toMatchObject({
    decision: 'deny',
    status: 403,
    by: { kind: 'no-allow-matched' },
    reasons: [
      {
        policy: 'default/readers',
        rule: 0,
        failed: { field: 'to[0].operation.methods', wanted: ['GET'], seen: 'PUT' },
      },
    ],
  })
})

test('without --json it is a table, and where something else was expected the reasons follow', async () => {
  const good = caseOf({}, { expect: 'allow' })
  const bad = { ...caseOf({ method: 'PUT' }, { expect: 'allow' }), id: 'two' }
  const { code, out } = await decide({ cases: [good, bad] })
  expect(code).toBe(1)
  expect(out).toMatch(/one +allow +200 +ALLOW default\/readers, rule 0\n/)
  expect(out).toContain('2 cases: 1 not as expected.')
  expect(out).not.toContain('\none: ')
  expect(out).toContain('two: allow was expected, and it is deny.')
  expect(out).toContain('to[0].operation.methods must be "GET", and it is "PUT".')
  expect((await decide({ cases: [good] })).code).toBe(0)
  expect((await decide({ cases: [caseOf()] })).out).toContain('1 case, of which nothing is expected.')
})

const differencesTo = async (expected: object, request = {}) =>
  (await json({ headers: { 'x-a': ['1', '2'] }, ...request }, { expect: expected })).differences

test('a status and the headers behind the sidecar are compared, too', async () => {
  expect(await differencesTo({ status: 200, upstreamHeaders: { 'x-a': '1, 2', 'x-b': null } })).toBeUndefined()
  expect(await differencesTo({ status: 403 })).toEqual(['the status 403 was expected, and it is 200'])
  expect(await differencesTo({ status: 200, upstreamHeaders: { 'X-A': null } })).toEqual([
    'the service should get no header X-A, and it gets X-A: 1, 2',
  ])
})

test('--policies, and the words behind it, stand in place of the policies of the cases', async () => {
  const deny = READ_POLICY.replace('readers', 'no-reading').replace('spec:', 'spec:\n  action: DENY')
  const args = ['--json', '--policies', 'deny.yaml', 'read.yaml']
  const { out } = await decide({ cases: [caseOf({}, { policyFile: 'not-there.yaml' })] }, { args, 'deny.yaml': deny })
  expect(JSON.parse(out)[0]).toMatchObject({ decision: 'deny', by: { action: 'DENY', policy: 'default/no-reading' } })
  expect(out).toContain('ALLOW default/readers, rule 0 matches')
  const { fault } = await decide({ cases: [caseOf()] }, { args: ['more.yaml'] })
  expect(fault).toBe('"more.yaml" is one word too many: policies stand behind --policies.')
})

const STRICT = `---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: strict, namespace: default}
spec: {mtls: {mode: MODE}}
`

const withMode = (mode: string) => ({ 'read.yaml': READ_POLICY + STRICT.replace('MODE', mode) })

test('plaintext to a port that takes mTLS alone ends before there is a request; where it takes plaintext alone nobody has an identity', async () => {
  expect(await json({ peer: null }, {}, withMode('STRICT'))).toMatchObject({
    decision: 'deny',
    status: null,
    by: { kind: 'peer-authentication', policy: 'default/strict', place: { file: 'read.yaml', line: 13 } },
  })
  expect(await json({}, {}, withMode('STRICT'))).toMatchObject({ decision: 'allow' })
  expect(await json({}, {}, withMode('DISABLE'))).toMatchObject({ decision: 'deny', status: 403 })
})

const CUSTOM = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: ask, namespace: default}
spec: {action: CUSTOM, provider: {name: guard}, rules: [{}]}
`

test('an external authorizer is asked by nobody: its word stands in the case, and without one the answer is no', async () => {
  const files = { 'read.yaml': `${READ_POLICY}---\n${CUSTOM}` }
  expect(await json({}, {}, files)).toMatchObject({ decision: 'deny', by: { kind: 'external', provider: 'guard' } })
  expect(await json({ external: 'allow' }, {}, files)).toMatchObject({ decision: 'allow' })
})

const TOKENS = `---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: people, namespace: default}
spec: {jwtRules: [{issuer: people, jwksUri: "http://people.example/jwks"}]}
`

test('a token is checked before policies are; key sets that cannot be had are named', async () => {
  const files = {
    'read.yaml': READ_POLICY + TOKENS,
    'tokens.json': JSON.stringify({ bad: { token: 'a.b' }, own: 'a.b.c' }),
  }
  const bad = await json({ token: 'bad' }, {}, files)
  expect(bad).toMatchObject({ decision: 'deny', status: 401, by: { kind: 'token', check: 'form' } })
  expect(bad.by.challenge).toContain('error="invalid_token"')
  expect(bad.keyTrouble).toEqual([expect.stringContaining('add it to jwksSources')])
  expect(await json({ path: '/data?access_token=${own}' }, {}, files)).toMatchObject({ status: 401 })
  expect(await json({ headers: { authorization: 'Basic x' } }, {}, files)).toMatchObject({ decision: 'allow' })
})

test.each([
  ['no JSON', '{"cases": [\n,', /^cases\.json:2 {2}the text is not JSON: mend it/],
  [
    'a key that nobody knows',
    { cases: [{ ...caseOf(), expects: 'allow' }] },
    /cases\[0\]: "expects" is unknown here: perhaps expect was meant/,
  ],
  [
    'a mistyped field of a request',
    { cases: [caseOf({ heders: {} })] },
    /cases\[0\]\.request: "heders" .* perhaps headers/,
  ],
  ['no port', { cases: [caseOf({ port: undefined })] }, /cases\[0\]\.request\.port/],
  ['two cases of one id', { cases: [caseOf(), caseOf()] }, /cases\[1\]\.id "one" is taken/],
  ['no cases', { cases: [] }, /cases is empty/],
  [
    'another expectation',
    { cases: [caseOf({}, { expect: 'maybe' })] },
    /cases\[0\]\.expect is neither "allow" nor "deny"/,
  ],
  [
    'policies that are not there',
    { cases: [caseOf({}, { policyFile: 'x.yaml' })] },
    /^x\.yaml cannot be read: it is not there\.$/,
  ],
  [
    'a token without tokens.json',
    { cases: [caseOf({ token: 'a' })] },
    /^tokens\.json cannot be read: it is not there\.$/,
  ],
  [
    'a key set that is not there',
    { cases: [caseOf()], jwksSources: { 'http://a': { file: 'k.json' } } },
    /^k\.json cannot be read/,
  ],
])('%s: said with its place, and what to do', async (_name, cases, message) => {
  const { code, fault, out } = await decide(cases)
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(fault).toMatch(message)
})

test('all faults of all files are told at once, and a token that is not there with its case', async () => {
  const cases = [caseOf({ token: 'nobody' }), { ...caseOf(), id: 'two', policyFile: 'x.yaml' }]
  const { fault } = await decide({ cases }, { 'tokens.json': '{"odd": 1}', 'read.yaml': 'kind: AuthorizationPolicie' })
  expect(fault.split('\n')).toHaveLength(4)
  expect(fault).toContain('read.yaml:1:1')
  expect(fault).toContain('x.yaml cannot be read')
  expect(fault).toContain('"odd" has no token')
  expect(fault).toContain('the case one needs the token "nobody"')
})

test('more cases than a file may have are refused', async () => {
  const [workload, request] = [{ namespace: 'a', name: 'b' }, { port: 80 }]
  const cases = Array.from({ length: 10_001 }, (_, at) => ({ id: `${at}`, workload, request }))
  expect((await decide({ cases })).fault).toContain('has more than 10000 cases')
})
