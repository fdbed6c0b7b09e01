import { describe, expect, test } from 'vitest'
import { meshCases, meshPolicies } from '../../../../tests/support/mesh-vectors.ts'
import { policyText, readOne } from '../mesh.fixture.ts'
import { MESH_DEFAULTS, type MeshSettings } from '../model.ts'
import { lintPolicies } from './lint.ts'

function findingsOf(text: string, mesh: Partial<MeshSettings> = {}) {
  const { policies, faults } = readOne(text)
  expect(faults).toEqual([])
  return lintPolicies(policies, { ...MESH_DEFAULTS, ...mesh })
}

const codesOf = (text: string) => [...new Set(findingsOf(text).map(({ code }) => code))]
const rule = (text: string) => `rules:\n- ${text.split('\n').join('\n  ')}`
const allow = (text: string) => policyText(rule(text))
const deny = (text: string) => policyText(`action: DENY\n${rule(text)}`)
const source = (fields: string) => `from:\n- source: {${fields}}`
const operation = (fields: string) => `to:\n- operation: {${fields}}`

/** It lets the caller in, and nothing is odd about it. */
const GOOD = allow(source('principals: [cluster.local/ns/default/sa/webui]'))
const USERS = policyText('jwtRules:\n- issuer: https://people/', 'users', 'RequestAuthentication')

const labelled = (text: string, app: string) => text.replace('spec:', `spec:\n  selector: {matchLabels: {app: ${app}}}`)

const peer = (name: string, spec: string) => policyText(spec, name, 'PeerAuthentication')

test('an ordinary policy has no finding, and a finding has a place, what is the case and what to do', () => {
  expect(findingsOf(GOOD)).toEqual([])
  expect(findingsOf(allow(operation('methods: [get]')))).toContainEqual({
    file: 'policies.yaml',
    line: 8,
    column: 29,
    code: 'never-matches',
    severity: 'problem',
    where: 'AuthorizationPolicy default/test: spec.rules[0].to[0].operation.methods',
    message: '"get" never matches: methods are written in capitals',
    advice: 'write "GET"',
  })
})

describe('what never matches', () => {
  test.each([
    ['a value and its negation', operation('paths: ["/a"], notPaths: ["/a", "/b"]')],
    ['a value and a wider negation', source('principals: [a/ns/b/sa/c], notPrincipals: ["*"]')],
    ['a prefix and a wider one', operation('paths: ["/a/b*"], notPaths: ["/a*"]')],
    ['two ports that differ', `${operation('ports: ["80"]')}\nwhen:\n- {key: destination.port, values: ["81"]}`],
    [
      'two callers that differ',
      `${source('principals: [a/ns/b/sa/c]')}\nwhen:\n- {key: source.principal, values: [a/ns/b/sa/d]}`,
    ],
    ['a path without a slash', operation('paths: [admin]')],
    ['a path with a query', operation('paths: ["/a?b"]')],
    ['a name in braces', operation('paths: ["/users/{id}"]')],
    ['a host with a scheme', operation('hosts: ["https://a.b"]')],
    ['a principal with a scheme', source('principals: ["spiffe://a/ns/b/sa/c"]')],
    ['a service account as a principal', source('principals: [webui]')],
    ['an issuer alone', source('requestPrincipals: [people]')],
    ['a scope with a space', 'when:\n- {key: "request.auth.claims[scope]", values: ["a b"]}'],
  ])('%s', (_what, text) => {
    expect(codesOf(allow(text))).toContain('never-matches')
  })

  test.each([
    ['a negation that leaves something', operation('paths: ["/a*"], notPaths: ["/a/b"]')],
    ['values of which one is left', operation('paths: ["/a", "/b"], notPaths: ["/a"]')],
    [
      'one claim with two values',
      'when:\n- {key: "request.auth.claims[a]", values: [x]}\n- {key: "request.auth.claims[a]", values: [z]}',
    ],
    ['a template and its prefix', operation('paths: ["/a/{*}"], notPaths: ["/a/b*"]')],
    [
      'two ports of which one is in both',
      `${operation('ports: ["80", "81"]')}\nwhen:\n- {key: destination.port, values: ["81"]}`,
    ],
  ])('but not %s', (_what, text) => {
    expect(codesOf(allow(text))).not.toContain('never-matches')
  })

  test('an AUDIT policy without rules', () => {
    expect(codesOf(policyText('action: AUDIT'))).toEqual(['never-matches'])
  })
})

describe('what lets in too much, or nothing', () => {
  test('a policy that allows nothing is a note for a namespace, and a problem for one workload', () => {
    expect(findingsOf(policyText('{}'))).toMatchObject([{ code: 'allows-nothing', severity: 'note' }])
    expect(findingsOf(policyText('selector: {matchLabels: {a: b}}'))).toMatchObject([
      { code: 'allows-nothing', severity: 'problem' },
    ])
  })

  test.each([
    '{}',
    operation('paths: ["*"]'),
    operation('hosts: ["*"], methods: ["*"]'),
    source('ipBlocks: [0.0.0.0/0]'),
  ])('allows all: %j', (text) => {
    expect(codesOf(allow(text))).toContain('allows-all')
  })

  test.each([
    ['anonymous-callers', source('notPrincipals: [a/ns/b/sa/c]')],
    ['anonymous-callers', source('notNamespaces: [a]')],
    ['anonymous-users', source('notRequestPrincipals: [a/b]')],
    ['anonymous-users', 'when:\n- {key: "request.auth.claims[role]", notValues: [guest]}'],
  ])('a negation alone, %s: %j', (code, text) => {
    expect(codesOf(allow(text))).toContain(code)
    expect(codesOf(deny(text))).not.toContain(code)
  })

  test('a negation beside what it takes from is none', () => {
    expect(codesOf(allow(source('principals: ["*"], notPrincipals: [a/ns/b/sa/c]')))).toEqual([])
  })

  test('a prefix that ends within a segment', () => {
    expect(codesOf(allow(operation('paths: ["/admin*"]')))).toContain('prefix-without-slash')
    expect(codesOf(allow(operation('paths: ["/admin/*"]')))).not.toContain('prefix-without-slash')
  })
})

describe('what keeps somebody out, and can be walked around', () => {
  test.each([
    [deny(operation('paths: ["/a/{*}"]')), 'do not match "="'],
    [deny(operation('paths: ["/admin"]')), 'is this path alone'],
    [deny(operation('paths: ["/admin/*"]')), 'slashes are not merged'],
    [deny(operation('hosts: [a.b]')), 'with a port behind it'],
    [allow(operation('notPaths: ["/a/{**}"]')), 'do not match "="'],
  ])('%j: %s', (text, message) => {
    expect(findingsOf(text).filter(({ code }) => code === 'can-be-walked-around')).toMatchObject([
      { message: expect.stringContaining(message) },
    ])
  })

  test('not in a mesh that merges slashes; in one without normal paths more', () => {
    const text = deny(operation('paths: ["/admin/*"]'))
    expect(findingsOf(text, { pathNormalization: 'MERGE_SLASHES' })).toEqual([])
    expect(findingsOf(text, { pathNormalization: 'NONE' })).toMatchObject([
      { message: expect.stringContaining('"/./"') },
    ])
    expect(codesOf(allow(operation('paths: ["/a/{*}"]')))).not.toContain('can-be-walked-around')
  })
})

describe('values that mean something else', () => {
  test.each([
    ['star-is-literal', operation('paths: ["/a*b"]')],
    ['star-is-literal', operation('hosts: ["*a*"]')],
    ['star-is-literal', source('requestPrincipals: ["*/ab*"]')],
    ['number-or-boolean', 'when:\n- {key: "request.auth.claims[age]", values: ["18"]}'],
    ['number-or-boolean', 'when:\n- {key: "request.auth.claims[admin]", values: ["true"]}'],
  ])('%s: %j', (code, text) => {
    expect(codesOf(allow(text))).toContain(code)
  })
})

describe('tokens', () => {
  const NEEDS = allow(source('requestPrincipals: ["*"]'))
  test('one that nobody requires', () => {
    expect(codesOf(USERS)).toEqual(['token-not-required'])
    expect(codesOf(`${USERS}---\n${GOOD}`)).toEqual(['token-not-required'])
    expect(codesOf(`${USERS}---\n${NEEDS}`)).toEqual([])
    expect(codesOf(`${USERS}---\n${deny(source('notRequestPrincipals: ["*"]'))}`)).toEqual([])
  })

  test('one that nobody verifies', () => {
    expect(codesOf(NEEDS)).toEqual(['token-never-verified'])
    const elsewhere = USERS.replace('name: users', 'name: users\n  namespace: other')
    expect(codesOf(`${elsewhere}---\n${NEEDS}`)).toEqual(['token-not-required', 'token-never-verified'])
    const ofMesh = USERS.replace('name: users', 'name: users\n  namespace: istio-system')
    expect(codesOf(`${ofMesh}---\n${NEEDS}`)).toEqual([])
  })

  test('labels that no workload can have both', () => {
    expect(codesOf(`${labelled(USERS, 'a')}---\n${labelled(NEEDS, 'a')}`)).toEqual([])
    expect(codesOf(`${labelled(USERS, 'a')}---\n${labelled(NEEDS, 'b')}`)).toHaveLength(2)
  })
})

describe('scopes', () => {
  test('a policy that is for nobody, and a second one for the same', () => {
    expect(codesOf(peer('a\n  namespace: istio-system', 'selector: {matchLabels: {a: b}}'))).toEqual(['for-nobody'])
    expect(codesOf(`${peer('a', '{}')}---\n${peer('b', '{}')}`)).toEqual(['second-of-its-kind'])
    expect(
      codesOf(policyText('targetRef: {kind: Gateway, name: g}\nrules:\n- from:\n  - source: {namespaces: [a]}')),
    ).toEqual(['for-nobody'])
  })
})

test('no rule of the policies of the mesh itself never matches', () => {
  const files = [...new Set(meshCases.cases.map(({ policyFile }) => policyFile))]
  const findings = files.flatMap((file) => lintPolicies(meshPolicies(file), meshCases.mesh))
  expect(findings.filter(({ code }) => code === 'never-matches')).toEqual([])
  expect(findings.length).toBeGreaterThan(20)
})
