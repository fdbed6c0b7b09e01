import { expect, test } from 'vitest'
import { lookAtPolicies } from './look-at-policies.ts'

const policy = (kind: string, name: string, spec: string) =>
  `apiVersion: security.istio.io/v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: default}\nspec: ${spec}\n---\n`

test('what policies do stands in the order of the text, whatever their kind', () => {
  const text =
    policy('RequestAuthentication', 'users', '{jwtRules: [{issuer: people}]}') +
    policy('AuthorizationPolicy', 'all', '{rules: [{}]}') +
    policy('PeerAuthentication', 'peers', '{}')
  expect(lookAtPolicies(text).explained.map(({ policy: name }) => name.split('/')[1])).toEqual([
    'users',
    'all',
    'peers',
  ])
})

test('what the mesh of scenario 12 cannot ask for is said of the policies that are edited, also with a fault elsewhere', () => {
  const ask = policy('AuthorizationPolicy', 'ask', '{action: CUSTOM, provider: {name: opa}, rules: [{}]}')
  expect(lookAtPolicies(ask + policy('AuthorizationPolicie', 'x', '{}')).unasked).toEqual(['default/ask: opa'])
  expect(lookAtPolicies(policy('AuthorizationPolicy', 'all', '{rules: [{}]}')).unasked).toEqual([])
})

test('nobody reads more than fifty findings, or fifty policies', () => {
  const many = Array.from({ length: 60 }, (_, at) => policy('AuthorizationPolicy', `p${at}`, '{rules: [{}]}'))
  const { found, explained } = lookAtPolicies(many.join(''))
  expect([found.length, explained.length]).toEqual([50, 50])
})
