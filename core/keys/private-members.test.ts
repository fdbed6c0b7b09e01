import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { expect, test } from 'vitest'
import { PRIVATE_MEMBERS } from '../token/secret-members.ts'
import { KeyRefused } from './key-errors.ts'
import { loadKeySet } from './key-set.ts'
import { loadVerificationKey } from './verification-key.ts'

const jwkOf = (key: KeyObject) => key.export({ format: 'jwk' }) as Record<string, unknown> // an object, by its format
const pairOf = ({ privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject }) => ({
  whole: jwkOf(privateKey),
  half: jwkOf(publicKey),
})

const PAIRS = {
  RSA: pairOf(generateKeyPairSync('rsa', { modulusLength: 2048 })),
  EC: pairOf(generateKeyPairSync('ec', { namedCurve: 'P-256' })),
  OKP: pairOf(generateKeyPairSync('ed25519')),
}

test.each(Object.entries(PAIRS))('%s: one private member makes a key private, whichever it is', async (_kind, pair) => {
  await expect(loadVerificationKey(pair.half)).resolves.toBeDefined()
  const own = Object.keys(pair.whole).filter((member) => !Object.hasOwn(pair.half, member))
  expect(own).not.toEqual([])
  for (const member of new Set([...own, ...PRIVATE_MEMBERS])) {
    const jwk = { ...pair.half, [member]: pair.whole[member] ?? 'AQAB' }
    await expect(loadVerificationKey(jwk), member).rejects.toThrow(new KeyRefused('the key is not public'))
    const { keys, leftOut } = await loadKeySet({
      keys: [
        { ...jwk, kid: 'a' },
        { ...pair.half, kid: 'b' },
      ],
    })
    expect(new Set(keys.map(({ kid }) => kid))).toEqual(new Set(['b']))
    expect(leftOut).toEqual([{ at: 0, kid: 'a', why: 'the key is not public' }])
  }
})

test('even without a value: whoever wrote it thought of the key as private', async () => {
  for (const member of PRIVATE_MEMBERS) {
    for (const value of [null, '', undefined]) {
      await expect(loadVerificationKey({ ...PAIRS.EC.half, [member]: value }), member).rejects.toThrow(KeyRefused)
    }
  }
})

test('no private member of RFC 7518 is missing: those of EC and OKP, RSA with several primes, and symmetric keys', () => {
  const ofStandards = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']
  expect(PRIVATE_MEMBERS).toEqual(expect.arrayContaining(ofStandards))
})
