import { expect, test } from 'vitest'
import { USERS_ON_A_CLUSTER } from '#core/config/user-issuer'
import { checkPoliciesOfRoom, LONGEST_IN_A_ROOM } from './policies-of-room.ts'

const withRule = (rule: string) => `apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: users, namespace: default }
spec: { jwtRules: [${rule}] }
`

test.each([
  '{ issuer: "https://a", jwksUri: "http://10.0.0.1/keys" }',
  '{ issuer: "https://a", jwksUri: "http://localhost:9200/" }',
  '{ issuer: "https://a", jwks_uri: "http://169.254.169.254/latest" }',
  '{ issuer: "http://10.0.0.1" }',
  `{ issuer: "https://a", jwks: '{"keys":[]}' }, { issuer: "https://b", jwksUri: "${USERS_ON_A_CLUSTER.jwksUri}/" }`,
])('keys from elsewhere are refused: %s', (rule) => {
  expect(() => checkPoliciesOfRoom(withRule(rule))).toThrow(expect.objectContaining({ type: 'conflict' }))
})

test.each([
  `{ issuer: "https://a", jwksUri: "${USERS_ON_A_CLUSTER.jwksUri}" }`,
  `{ issuer: "https://a", jwks: '{"keys":[]}' }`,
])('keys of the sandbox, and those in the rule, are taken: %s', (rule) => {
  checkPoliciesOfRoom(withRule(rule))
})

test('what cannot be read is left to the mesh, which refuses it', () => {
  checkPoliciesOfRoom('kind: [' + withRule('{ issuer: "http://10.0.0.1", jwks: "{}" }'))
  checkPoliciesOfRoom('')
})

test('what is longer than people write is not even read', () => {
  checkPoliciesOfRoom('#'.repeat(LONGEST_IN_A_ROOM))
  const refused = expect.objectContaining({ type: 'invalid-input' })
  expect(() => checkPoliciesOfRoom('#'.repeat(LONGEST_IN_A_ROOM + 1))).toThrow(refused)
})
