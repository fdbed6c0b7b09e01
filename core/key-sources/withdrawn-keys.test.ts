import { expect, test } from 'vitest'
import type { VerificationKey } from '../token/trust.ts'
import { createWithdrawnKeys } from './withdrawn-keys.ts'

const keys = (...kids: (string | undefined)[]) =>
  kids.map((kid): VerificationKey => ({ kid, algorithm: 'ES256', publicKey: {} as CryptoKey })) // nobody verifies here

test('a key that went is remembered, one that came back is not', () => {
  const withdrawn = createWithdrawnKeys()
  expect(withdrawn.compare(keys('a', 'b', undefined), keys('b'))).toEqual(['a'])
  expect([withdrawn.has('a'), withdrawn.has('b'), withdrawn.has('c'), withdrawn.has(undefined)]).toEqual([
    true,
    false,
    false,
    false,
  ])
  withdrawn.compare(keys('b'), keys('a', 'b'))
  expect(withdrawn.has('a')).toBe(false)
})

test('the memory is bounded: the oldest are forgotten', () => {
  const withdrawn = createWithdrawnKeys(2)
  withdrawn.compare(keys('a', 'b', 'c'), keys())
  expect(['a', 'b', 'c'].map(withdrawn.has)).toEqual([false, true, true])
})
