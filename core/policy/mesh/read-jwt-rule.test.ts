import { expect, test } from 'vitest'
import { bareJwtRule } from './jwt-rule.fixture.ts'
import { policyText, readOne } from './mesh.fixture.ts'

const read = (rule: string) =>
  readOne(policyText(`jwtRules:\n- ${rule.split('\n').join('\n  ')}`, 'test', 'RequestAuthentication'))

test('all fields of a rule are read, and the others have their defaults', () => {
  const { policies, faults, remarks } = read(
    [
      'issuer: https://people/',
      'audiences: [a, b]',
      'jwksUri: https://people/jwks',
      'fromHeaders: [{name: x-token, prefix: "Bearer "}, {name: x-other}]',
      'fromParams: [token]',
      'fromCookies: [session]',
      'outputPayloadToHeader: x-payload',
      'outputClaimToHeaders: [{header: x-name, claim: name.first}]',
      'forwardOriginalToken: true',
      'timeout: 500ms',
      'spaceDelimitedClaims: [groups]',
      'presence: REQUIRED',
    ].join('\n'),
  )
  expect(faults).toEqual([])
  expect(remarks).toMatchObject([{ message: expect.stringContaining('no effect') }])
  expect(policies.requestAuthentication[0]?.rules).toEqual([
    {
      issuer: 'https://people/',
      audiences: ['a', 'b'],
      jwksUri: 'https://people/jwks',
      fromHeaders: [
        { name: 'x-token', prefix: 'Bearer ' },
        { name: 'x-other', prefix: '' },
      ],
      fromParams: ['token'],
      fromCookies: ['session'],
      outputPayloadToHeader: 'x-payload',
      outputClaimToHeaders: [{ header: 'x-name', claim: 'name.first' }],
      forwardOriginalToken: true,
      timeoutSeconds: 0.5,
      spaceDelimitedClaims: ['groups'],
    },
  ])
  expect(read('issuer: a').policies.requestAuthentication[0]?.rules).toEqual([bareJwtRule('a')])
})

test('jwks_uri is another name, and with it the issuer may be empty', () => {
  const { policies, faults } = read('issuer: ""\njwks_uri: http://a/jwks')
  expect(faults).toEqual([])
  expect(policies.requestAuthentication[0]?.rules).toMatchObject([{ issuer: '', jwksUri: 'http://a/jwks' }])
})

test('private keys in a key set are a remark', () => {
  const { faults, remarks } = read(`issuer: a\njwks: '{"keys":[{"kty":"RSA","d":"x"}]}'`)
  expect(faults).toEqual([])
  expect(remarks).toMatchObject([{ message: expect.stringContaining('private keys') }])
})

test.each([
  ['jwks: "{\\"keys\\":[]}"', 'has no issuer'],
  ['issuer: a\njwks: "{\\"keys\\":[]}"\njwksUri: https://a/', 'leave one out'],
  ['issuer: a\njwks: "[]"', 'is no key set'],
  ['issuer: a\njwksUri: ftp://a/', 'let it begin with http:// or https://'],
  ['issuer: a\naudiences: [""]', 'must not be empty'],
  ['issuer: a\naudiences: a', 'must be a list'],
  ['issuer: a\nfromHeaders: [{prefix: x}]', 'add "name"'],
  ['issuer: a\nfromHeaders: [{name: "a b"}]', 'is no name of a header'],
  ['issuer: a\nfromParams: [""]', 'must not be empty'],
  ['issuer: a\nfromCookies: [""]', 'must not be empty'],
  ['issuer: a\noutputClaimToHeaders: [{header: x}]', '"header" and "claim"'],
  ['issuer: a\noutputClaimToHeaders: [{header: ":authority", claim: a}]', 'is no name of a header'],
  ['issuer: a\noutputClaimToHeaders: [~]', 'must be a map'],
  ['issuer: a\noutputPayloadToHeader: "x y"', 'is no name of a header'],
  ['issuer: a\nforwardOriginalToken: "yes"', 'without quotes'],
  ['issuer: a\ntimeout: apple', 'is no time'],
  ['issuer: a\ntimeout: 0s', 'is no time'],
  ['issuer: a\nspaceDelimitedClaims: [""]', 'must not be empty'],
  ['issuer: a\npresence: MANDATORY', 'none of the known words'],
  ['issuer: a\nfromHeader: []', 'did you mean "fromHeaders"?'],
])('%j is refused', (rule, message) => {
  const { policies, faults } = read(rule)
  expect(faults.map((fault) => fault.message).join('\n')).toContain(message)
  expect(policies.requestAuthentication).toEqual([])
})
