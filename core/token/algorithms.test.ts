import { expect, test } from 'vitest'
import { ALL_ALGORITHMS, isAlgorithm } from './algorithms.ts'

const KNOWN = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'
const UNKNOWN = 'none None HS256 HS512 rs256 ES256K Ed448 RSA-OAEP dir __proto__ constructor toString hasOwnProperty'

test('eleven names of signature algorithms are known, and no HMAC is among them', () => {
  expect(ALL_ALGORITHMS.join(' ')).toBe(KNOWN)
  expect(ALL_ALGORITHMS.every(isAlgorithm)).toBe(true)
})

test.each(UNKNOWN.split(' '))('%s is no algorithm of ours', (name) => {
  expect(isAlgorithm(name)).toBe(false)
})

test.each(['', 'RS256 ', null, undefined, 0, true, ['RS256'], { alg: 'RS256' }])('%j is no algorithm', (name) => {
  expect(isAlgorithm(name)).toBe(false)
})
