import { describe, expect, test } from 'vitest'
import { attributeOfKey } from '#core/policy/mesh/attributes'
import { compileNamespace, compileServiceAccount } from '#core/policy/mesh/identity-form'
import { compileRequestPrincipal } from '#core/policy/mesh/request-principal'
import type { TextTest } from '#core/policy/mesh/string-form'
import { principalMeanings } from '#core/policy/mesh/trust-domains'
import { readVectors } from './support/vectors.ts'

// Every row of matchers.json: what single patterns mean.

interface PatternVectors {
  serviceAccounts: { name: string; serviceAccount: string; uri: string; match: boolean }[]
  namespaces: { name: string; namespace: string; uri: string; match: boolean }[]
  requestPrincipals: { requestPrincipal: string; iss: ClaimForm; sub: ClaimForm }[]
  trustDomainAliases: {
    name: string
    trustDomain: string
    trustDomainAliases: string[]
    principals: string[]
    means: string[]
  }[]
  claimKeys: { key: string; path: string[] | null }[]
}
type ClaimForm = { exact: string } | { prefix: string } | { suffix: string } | { nonEmpty: true }

const patterns = readVectors<PatternVectors>('istio/matchers.json')

test('all 34 rows are there', () => {
  const { serviceAccounts, namespaces, requestPrincipals, trustDomainAliases, claimKeys } = patterns
  const lists = [serviceAccounts, namespaces, requestPrincipals, trustDomainAliases, claimKeys]
  expect(lists.flat()).toHaveLength(34)
})

test.each(patterns.serviceAccounts)('service account, $name: $match', ({ serviceAccount, uri, match }) => {
  expect(compileServiceAccount(serviceAccount, 'other')(uri)).toBe(match)
})

test.each(patterns.namespaces)('namespace, $name $uri: $match', ({ namespace, uri, match }) => {
  expect(compileNamespace(namespace)(uri)).toBe(match)
})

/** Texts near a form, with what it must say of each. */
function textsNear(form: ClaimForm): [text: string, fits: boolean][] {
  if ('exact' in form)
    return [
      [form.exact, true],
      [`${form.exact}x`, false],
      [`x${form.exact}`, false],
    ]
  if ('prefix' in form)
    return [
      [form.prefix, true],
      [`${form.prefix}x`, true],
      [`x${form.prefix}`, false],
    ]
  if ('suffix' in form)
    return [
      [form.suffix, true],
      [`x${form.suffix}`, true],
      [`${form.suffix}x`, false],
    ]
  return [
    ['', false],
    ['x', true],
  ]
}

describe.each(patterns.requestPrincipals)('request principal $requestPrincipal', ({ requestPrincipal, iss, sub }) => {
  const { issuer, subject } = compileRequestPrincipal(requestPrincipal)
  test.each<[string, TextTest, ClaimForm]>([
    ['issuer', issuer, iss],
    ['subject', subject, sub],
  ])('%s', (_claim, fits, form) => {
    for (const [text, expected] of textsNear(form)) expect(fits(text), text).toBe(expected)
  })
})

test.each(patterns.trustDomainAliases)('trust domains: $name', ({ principals, means, ...mesh }) => {
  expect(principals.flatMap((principal) => principalMeanings(principal, mesh)).sort()).toEqual(means.toSorted())
})

test.each(patterns.claimKeys)('claim key $key: $path', ({ key, path }) => {
  expect(attributeOfKey(key)).toEqual(path ? { kind: 'claim', names: path } : undefined)
})
