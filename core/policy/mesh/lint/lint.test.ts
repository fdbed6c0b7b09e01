import { describe, expect, test } from 'vitest'
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

  test('but not where something else stands beside the star', () => {
    expect(codesOf(allow(operation('paths: ["*"], methods: [GET]')))).not.toContain('allows-all')
    expect(codesOf(allow(`${operation('paths: ["*"]')}\n${source('namespaces: [a]')}`))).not.toContain('allows-all')
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

  test('a host with any port behind it is not', () => {
    expect(codesOf(deny(operation('hosts: [a.b, "a.b:*", "a.b:80"]')))).toEqual(['can-be-walked-around'])
    expect(codesOf(deny(operation('hosts: ["a.b:*", "a.b:80"]')))).toEqual([])
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

  test.each([
    source('namespaces: ["a*b*"]'),
    'when:\n- {key: "request.headers[x-age]", values: ["18"]}',
    operation('ports: ["80"]'),
    operation('paths: ["*", "*/a", "/a/*", "/a/{*}"]'),
  ])('and values that mean what they say: %j', (text) => {
    expect(codesOf(allow(text)).filter((code) => /star|number/.test(code))).toEqual([])
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
    const [one, other] = ['a', 'b'].map((name) => peer(name, `selector: {matchLabels: {app: ${name}}}`))
    expect(codesOf(`${one}---\n${other}`)).toEqual([])
    expect(
      codesOf(policyText('targetRef: {kind: Service, name: s}\nrules:\n- from:\n  - source: {namespaces: [a]}')),
    ).toEqual(['for-nobody'])
  })
})

const custom = (provider: string, spec = 'rules: [{}]', name = 'ask') =>
  policyText(`action: CUSTOM\nprovider: {name: ${provider}}\n${spec}`, name)

describe('a CUSTOM policy', () => {
  test('says that its authorizer must be known, for what it matches is refused otherwise', () => {
    expect(findingsOf(custom('opa'))).toEqual([
      expect.objectContaining({
        code: 'needs-authorizer',
        severity: 'note',
        where: 'AuthorizationPolicy default/ask',
        message:
          'where the mesh does not know the authorizer "opa", every request that this policy matches is refused with 403',
      }),
    ])
  })

  test('that does nothing needs none', () => {
    expect(codesOf(custom('opa', 'rules: []'))).toEqual(['never-matches'])
  })

  test('that asks another authorizer for the same workloads is a problem: a mesh asks neither then', () => {
    const both = (spec: string) =>
      findingsOf(`${custom('a')}---\n${custom('b', spec, 'other')}`).map(({ code }) => code)
    expect(both('rules: [{}]')).toEqual(['needs-authorizer', 'needs-authorizer', 'second-of-its-kind'])
    expect(both('selector: {matchLabels: {app: x}}\nrules: [{}]')).not.toContain('second-of-its-kind')
    expect(findingsOf(`${custom('a')}---\n${custom('a', 'rules: [{}]', 'other')}`)).toHaveLength(2)
  })
})
