import { expect, test } from 'vitest'
import { policyText, readOne } from '../mesh.fixture.ts'
import { explainPolicies } from './explain.ts'

function explained(text: string): readonly string[] {
  const { policies, faults } = readOne(text)
  expect(faults).toEqual([])
  return explainPolicies(policies).flatMap(({ sentences }) => sentences)
}

test('a policy with rules says for whom it is, and when each rule matches', () => {
  const text = policyText(
    [
      'selector: {matchLabels: {app: backend-api}}',
      'rules:',
      '- from:',
      '  - source: {principals: [cluster.local/ns/default/sa/webui], requestPrincipals: ["*"]}',
      '  - source: {notNamespaces: [other, "x*"]}',
      '  to:',
      '  - operation: {methods: [GET], paths: ["/data", "/public/*", "/users/{*}"]}',
      '  when:',
      '  - {key: "request.auth.claims[realm][role]", values: [admin]}',
      '- from:',
      '  - source: {ipBlocks: [10.0.0.0/8], notPrincipals: ["*"]}',
      '- {}',
    ].join('\n'),
  )
  expect(explained(text)).toEqual([
    'It allows a request to the workloads of the namespace "default" that have "app: backend-api" when one of its 3 rules matches.',
    'Rule 0: either the caller is "cluster.local/ns/default/sa/webui", and there is a verified token; or the caller\'s namespace is not "other" and does not fit "x*"; and the method is "GET", and the path is "/data" or begins with "/public/" or fits "/users/{*}"; and the claim "realm.role" is "admin".',
    'Rule 1: the caller has no identity, and the address that is connected is in "10.0.0.0/8".',
    'Rule 2: every request matches.',
  ])
})

test.each([
  ['{}', 'It allows nothing: all workloads of the namespace "default" refuse whatever no other policy allows.'],
  [
    'action: DENY\nrules: [{}]',
    'It denies a request to all workloads of the namespace "default" when its rule matches.',
  ],
  ['action: AUDIT', 'It never matches a request to all workloads of the namespace "default".'],
  [
    'action: CUSTOM\nprovider: {name: opa}\nrules: [{}]',
    'The authorizer is "opa"; where the mesh does not know it, what matches is refused with 403.',
  ],
  [
    'targetRef: {kind: Gateway, group: gateway.networking.k8s.io, name: g}\nrules: [{}]',
    'a request to the Gateway "g"',
  ],
])('%j', (spec, sentence) => {
  expect(explained(policyText(spec))[0]).toContain(sentence)
})

test('the root namespace is the whole mesh, and a dry run decides nothing', () => {
  const text = policyText('rules: [{}]', "x\n  namespace: istio-system\n  annotations: {istio.io/dry-run: 'true'}")
  expect(explained(text)[0]).toBe(
    'It allows a request to all workloads of the whole mesh when its rule matches. It runs dry: this is evaluated and logged, and decides nothing.',
  )
})

test('whose tokens are believed, and that none is required', () => {
  const text = policyText(
    'jwtRules:\n- issuer: https://people/\n- {issuer: b, audiences: [c], jwksUri: "https://b/jwks", fromHeaders: [{name: x-t, prefix: "T "}], forwardOriginalToken: true, outputPayloadToHeader: x-p}',
    'users',
    'RequestAuthentication',
  )
  expect(explained(text)).toEqual([
    expect.stringContaining('a request without one gets in, unless an AuthorizationPolicy requires one.'),
    'Rule 0: it believes tokens of "https://people/", for any audience, signed with a key that "https://people/" publishes by its discovery document, that are found in the header "authorization" behind "Bearer " or the query parameter "access_token", the token is taken out of the request.',
    'Rule 1: it believes tokens of "b", for the audience "c", signed with a key of "https://b/jwks", that are found in the header "x-t" behind "T ", the token goes on to the workload, its payload goes on in the header "x-p".',
  ])
})

test('every place in which a token is looked for, and all that goes on', () => {
  const rule = [
    'issuer: a',
    `jwks: '{"keys": []}'`,
    'fromParams: [t]',
    'fromCookies: [c]',
    'outputClaimToHeaders: [{header: x-name, claim: a.b}]',
  ].join(', ')
  const [, said = ''] = explained(policyText(`jwtRules:\n- {${rule}}`, 'users', 'RequestAuthentication'))
  expect(said).toContain('tokens of "a", for any audience, signed with a key that stands in the policy, that')
  expect(said).toContain('found in the query parameter "t" or the cookie "c", the token is taken out')
  expect(said).toContain('the claim "a.b" goes on in the header "x-name"')
})

test('patterns at either end', () => {
  const text = policyText('rules:\n- to:\n  - operation: {paths: ["/a*", "*b"], notHosts: ["*.c", "d*"]}')
  expect(explained(text)[1]).toBe(
    'Rule 0: the host does not end with ".c" and does not begin with "d", and the path begins with "/a" or ends with "b".',
  )
})

test('which connections are taken', () => {
  const text = policyText(
    'selector: {matchLabels: {a: b}}\nmtls: {mode: STRICT}\nportLevelMtls: {"80": {mode: DISABLE}}',
    'p',
    'PeerAuthentication',
  )
  expect(explained(text)).toEqual([
    'For the workloads of the namespace "default" that have "a: b" it takes mTLS alone.',
    'On port 80 it takes plaintext alone, so that no caller has an identity.',
  ])
})
