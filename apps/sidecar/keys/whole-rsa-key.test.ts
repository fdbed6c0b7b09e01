import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { completeRsaKey } from './whole-rsa-key.ts'

const whole = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })

test('numbers that are missing are those that the platform has made', () => {
  const { dp, dq, qi, ...rest } = whole
  const completed = completeRsaKey({ ...rest })
  expect(completed).toEqual({ ...rest, dp, dq, qi })
  expect(createPrivateKey({ key: completed, format: 'jwk' }).asymmetricKeyType).toBe('rsa')
})

test.each<[what: string, jwk: Record<string, unknown>]>([
  ['a whole key', { ...whole }],
  ['a public key', { kty: 'RSA', n: whole.n, e: whole.e }],
  ['a key of another type', { kty: 'EC', d: 'AA', p: 'AA', q: 'AA' }],
  ['numbers that are none', { kty: 'RSA', d: 5, p: {}, q: '' }],
  ['numbers that are no primes', { kty: 'RSA', d: 'Aw', p: 'AQ', q: 'Ag' }],
  ['numbers that are too long', { kty: 'RSA', d: 'Aw', p: 'A'.repeat(5000), q: 'Aw' }],
])('%s stays as it is', (_what, jwk) => {
  expect(completeRsaKey(jwk)).toEqual(jwk)
})
