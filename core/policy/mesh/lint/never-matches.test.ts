import { describe, expect, test } from 'vitest'
import { meshCases, meshPolicies } from '../../../../tests/support/mesh-vectors.ts'
import { policyText, readOne } from '../mesh.fixture.ts'
import { lintPolicies } from './lint.ts'

function codesOf(text: string) {
  const { policies, faults } = readOne(text)
  expect(faults).toEqual([])
  return [...new Set(lintPolicies(policies).map(({ code }) => code))]
}

const allow = (rule: string) => policyText(`rules:\n- ${rule.split('\n').join('\n  ')}`)
const source = (fields: string) => `from:\n- source: {${fields}}`
const operation = (fields: string) => `to:\n- operation: {${fields}}`

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
    ['a namespace with a slash', source('namespaces: [a/b]')],
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
    ['a prefix and a suffix that has a star in it', operation('paths: ["/a*"], notPaths: ["*a*"]')],
    ['a claim with a space, which is not split', 'when:\n- {key: "request.auth.claims[name]", values: ["a b"]}'],
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

test('no rule of the policies of the mesh itself never matches', () => {
  const files = [...new Set(meshCases.cases.map(({ policyFile }) => policyFile))]
  const findings = files.flatMap((file) => lintPolicies(meshPolicies(file), meshCases.mesh))
  expect(findings.filter(({ code }) => code === 'never-matches')).toEqual([])
  expect(findings.length).toBeGreaterThan(20)
})
