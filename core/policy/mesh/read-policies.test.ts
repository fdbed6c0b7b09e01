import { describe, expect, test } from 'vitest'
import { policyText, readOne } from './mesh.fixture.ts'
import { readMeshPolicies } from './read-policies.ts'

const faultsOf = (text: string) =>
  readOne(text).faults.map(({ line, column, where, message }) => `${line}:${column} ${where} ${message}`)
const rule = (text: string) => `rules:\n- ${text}`

test('several files with several documents are read, others named and skipped, with the place of each policy', () => {
  const { policies, faults, skipped } = readMeshPolicies([
    {
      file: 'a.yaml',
      text: `# first\n${policyText('{}', 'one')}---\n---\napiVersion: v1\nkind: Service\nmetadata: {name: x}\n`,
    },
    { file: 'b.yaml', text: policyText('mtls: {mode: STRICT}', 'two', 'PeerAuthentication') },
    { file: 'c.yaml', text: policyText('jwtRules:\n- issuer: https://people/', 'three', 'RequestAuthentication') },
  ])
  expect(faults).toEqual([])
  expect(skipped).toEqual([{ file: 'a.yaml', line: 10, column: 1, kind: 'Service' }])
  expect(policies.authorization).toMatchObject([
    { name: 'one', namespace: 'default', action: 'ALLOW', place: { file: 'a.yaml', line: 2 } },
  ])
  expect(policies.peerAuthentication).toMatchObject([{ name: 'two', mode: 'STRICT' }])
  expect(policies.requestAuthentication).toMatchObject([{ name: 'three', rules: [{ issuer: 'https://people/' }] }])
})

test('two sources in one entry are refused, with both places and what a reader would lose', () => {
  const text = policyText(
    rule('from:\n  - source:\n      principals: [a]\n    source:\n      requestPrincipals: ["*"]'),
  )
  const [fault = '', ...more] = faultsOf(text)
  expect(more).toEqual([])
  expect(fault).toContain('10:7 ')
  expect(fault).toContain('"source" stands twice in one map, first in line 8, column 7: this is not AND.')
  expect(fault).toContain('would drop principals without a word')
  expect(fault).toContain('put all fields into one source; to accept either, begin another entry with "- source:"')
  expect(readOne(text).policies.authorization).toEqual([])
})

test('every fault is told at once, in all documents', () => {
  const faults = faultsOf(
    `${policyText('action: BLOCK\nrule: []')}---\n${policyText(rule('form: []'), 'two')}---\na: [\n`,
  )
  expect(faults).toEqual([
    expect.stringContaining('6:11 AuthorizationPolicy default/test: spec.action "BLOCK" is none of the known words'),
    expect.stringContaining(
      '7:3 AuthorizationPolicy default/test: spec there is no field "rule" here; did you mean "rules"?',
    ),
    expect.stringContaining('default/two: spec.rules[0] there is no field "form" here; did you mean "from"?'),
    expect.stringContaining('this is no YAML'),
  ])
})

describe('an AuthorizationPolicy that is refused', () => {
  test.each([
    ['from: []', rule('from: []'), 'spec.rules[0].from this list is empty'],
    ['an empty source', rule('from:\n  - source: {}'), 'this "source" is empty'],
    ['an entry without a source', rule('from:\n  - {}'), 'add "source" with at least one field'],
    ['an empty operation', rule('to:\n  - operation: {}'), 'this "operation" is empty'],
    ['an empty list of values', rule('to:\n  - operation: {paths: []}'), 'this list is empty'],
    ['an empty value', rule('to:\n  - operation: {paths: [""]}'), 'must not be empty'],
    ['a rule that is nothing', 'rules:\n- ', 'must be a map with the fields from, to, when'],
    ['DENY without rules', 'action: DENY', 'never denies anything'],
    ['DENY with an empty list of rules', 'action: DENY\nrules: []', 'never denies anything'],
    ['an unknown key', rule('when:\n  - {key: source.princpal, values: [a]}'), 'did you mean source.principal?'],
    ['a claim without brackets', rule('when:\n  - {key: request.auth.claims, values: [a]}'), 'there is no condition'],
    ['a header without a name', rule('when:\n  - {key: "request.headers[]", values: [a]}'), 'there is no condition'],
    ['a condition without values', rule('when:\n  - {key: source.ip}'), 'add "values" or "notValues"'],
    ['a condition without a key', rule('when:\n  - {values: [a]}'), 'has no "key"'],
    ['a field of another list', rule('to:\n  - operation: {path: ["/"]}'), 'did you mean "paths"?'],
    ['a port as a number', rule('to:\n  - operation: {ports: [80]}'), 'write it in quotes, "80"'],
    ['a port that is none', rule('to:\n  - operation: {ports: ["65536"]}'), 'is no port'],
    ['a block that is none', rule('from:\n  - source: {ipBlocks: [10.0.0.0/33]}'), 'is no IP address and no block'],
    ['an address in when', rule('when:\n  - {key: source.ip, values: [x]}'), 'is no IP address and no block'],
    ['a star in a template', rule('to:\n  - operation: {paths: ["/a/*/{*}"]}'), 'a star must stand in braces'],
    [
      'an operator in a segment',
      rule('to:\n  - operation: {paths: ["/a/{*}.txt"]}'),
      'an operator must be a whole segment',
    ],
    ['an operator behind {**}', rule('to:\n  - operation: {paths: ["/{**}/{*}"]}'), '{**} must be its last operator'],
    ['a name in braces', rule('to:\n  - operation: {paths: ["/{*}/{id}"]}'), 'segments have no names'],
    ['a template without a slash', rule('to:\n  - operation: {paths: ["{*}"]}'), 'must begin with a slash'],
    ['a star in a service account', rule('from:\n  - source: {serviceAccounts: ["a/*"]}'), 'must not have a star'],
    ['a service account of three', rule('from:\n  - source: {serviceAccounts: [a/b/c]}'), 'is no service account'],
    [
      'service accounts beside principals',
      rule('from:\n  - source: {serviceAccounts: [a], principals: [b]}'),
      'cannot stand beside principals',
    ],
    ['a star in a trust domain', rule('from:\n  - source: {trustDomains: ["a*b"]}'), 'one star'],
    ['CUSTOM without a provider', `action: CUSTOM\n${rule('{}')}`, 'add "provider"'],
    ['a provider without CUSTOM', `provider: {name: a}\n${rule('{}')}`, 'only a CUSTOM policy has a provider'],
    [
      'CUSTOM with a caller',
      `action: CUSTOM\nprovider: {name: a}\n${rule('from:\n  - source: {principals: [a]}')}`,
      'before anybody is known',
    ],
    ['a selector beside targets', 'selector: {matchLabels: {a: b}}\ntargetRef: {kind: Gateway, name: a}', 'not both'],
    ['a star in a label', 'selector: {matchLabels: {a: "*"}}', 'must not have a star'],
    ['a number as a label', 'selector: {matchLabels: {a: 1}}', 'write it in quotes, "1"'],
    ['a word that is a boolean', rule('from:\n  - source: {namespaces: [no]}'), 'write it in quotes, "no"'],
    ['merge keys', '<<: {rules: []}', 'merge keys'],
  ])('%s', (_what, spec, message) => {
    const faults = faultsOf(policyText(spec))
    expect(faults.join('\n')).toContain(message)
    expect(readOne(policyText(spec)).policies.authorization).toEqual([])
  })

  test.each([
    ['AUDIT', "{istio.io/dry-run: 'true'}", 'only ALLOW and DENY policies can run dry'],
    ['ALLOW', '{istio.io/dry-run: maybe}', 'is neither true nor false'],
    ['ALLOW', '{istio.io/dry-run: true}', 'write it in quotes, "true"'],
  ])('dry run: %s with %s', (action, annotations, message) => {
    const text = policyText(`action: ${action}\nrules: [{}]`).replace(
      'metadata:',
      `metadata:\n  annotations: ${annotations}`,
    )
    expect(faultsOf(text).join('\n')).toContain(message)
  })
})

describe('a document that is refused', () => {
  test.each([
    ['no map', '- a\n', 'this is no policy'],
    ['no kind', 'apiVersion: v1\n', 'has no kind'],
    [
      'a kind that is nearly ours',
      'apiVersion: x/v1\nkind: AuthorisationPolicy\n',
      'did you mean AuthorizationPolicy?',
    ],
    ['another kind of our group', 'apiVersion: security.istio.io/v1\nkind: Other\n', 'there is no kind "Other"'],
    [
      'an old version',
      'apiVersion: security.istio.io/v1alpha1\nkind: AuthorizationPolicy\n',
      'write apiVersion: security.istio.io/v1',
    ],
    ['a list', 'apiVersion: v1\nkind: List\nitems: []\n', 'lists are not read'],
    ['no metadata', 'apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nspec: {}\n', 'has no "metadata"'],
    [
      'no name',
      'apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {namespace: a}\n',
      'has no name',
    ],
    ['another field', `${policyText('{}')}sepc: {}\n`, 'did you mean "spec"?'],
  ])('%s', (_what, text, message) => {
    expect(faultsOf(text).join('\n')).toContain(message)
  })

  test('the second of one name', () => {
    const [fault = ''] = faultsOf(`${policyText('{}')}---\n${policyText('rules: [{}]')}`)
    expect(fault).toContain('this name is taken in policies.yaml, line 1')
    expect(readOne(`${policyText('{}')}---\n${policyText('{}', 'test', 'PeerAuthentication')}`).faults).toEqual([])
  })
})

test('not more than a hundred faults are told, and nothing is thrown for any of them', () => {
  const text = policyText(Array.from({ length: 5000 }, (_, at) => `f${at}: 1`).join('\n'))
  expect(faultsOf(text)).toHaveLength(100)
})

test('a file has a bound, and so have all files together', () => {
  const long = `${policyText('{}')}#${'x'.repeat(262_144)}`
  expect(faultsOf(long)).toEqual([expect.stringContaining('more than 262144 characters')])
  const files = Array.from({ length: 30 }, (_, at) => ({ file: `${at}.yaml`, text: `#${'x'.repeat(262_000)}` }))
  expect(readMeshPolicies(files).faults).toMatchObject([
    { file: '16.yaml', message: expect.stringContaining('4194304') },
  ])
})

test('the wrong form of the sample is refused; its two right forms mean AND, and OR', () => {
  const caller = 'principals: ["cluster.local/ns/default/sa/webui"]'
  const user = 'requestPrincipals: ["*"]'
  const forms = [
    `  - source:\n      ${caller}\n    source:\n      ${user}`,
    `  - source:\n      ${caller}\n      ${user}`,
    `  - source:\n      ${caller}\n  - source:\n      ${user}`,
  ].map((from) => readOne(policyText(rule(`from:\n${from}`))))
  expect(forms.map(({ faults }) => faults.length)).toEqual([1, 0, 0])
  const sources = forms.map(({ policies }) =>
    policies.authorization[0]?.rules[0]?.from.map(({ conditions }) => conditions.length),
  )
  expect(sources).toEqual([undefined, [2], [1, 1]])
})
