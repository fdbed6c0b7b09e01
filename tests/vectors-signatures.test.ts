import { Buffer } from 'node:buffer'
import { createPublicKey, verify, type KeyObject } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { readWycheproof, type SignatureTest } from './support/vectors.ts'

/** The runtime under the verifier. When one of these fails, no code of ours can be trusted on this version of Node. */
const FILES = [
  {
    name: 'ed25519_test.json',
    count: 151,
    holds: (key: KeyObject, message: Buffer, signature: Buffer) => verify(null, message, key, signature),
  },
  {
    name: 'ecdsa_secp256r1_sha256_p1363_test.json',
    count: 262,
    holds: (key: KeyObject, message: Buffer, signature: Buffer) =>
      verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature),
  },
]

describe.each(FILES)('Wycheproof $name', ({ name, count, holds }) => {
  const { testGroups } = readWycheproof<SignatureTest>(name)
  const vectors = testGroups.flatMap(({ publicKeyPem: pem, tests }) => tests.map((vector) => ({ ...vector, pem })))

  test.each(vectors)('signature $tcId is $result: $comment', ({ pem, msg, sig, result }) => {
    const key = createPublicKey(pem ?? '')
    expect(holds(key, Buffer.from(msg, 'hex'), Buffer.from(sig, 'hex'))).toBe(result === 'valid')
  })

  test('no vector is left out silently', () => {
    expect(vectors).toHaveLength(count)
    expect(new Set(vectors.map(({ result }) => result))).toEqual(new Set(['valid', 'invalid']))
  })
})
