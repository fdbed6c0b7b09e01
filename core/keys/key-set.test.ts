import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { ALL_ALGORITHMS } from '../token/algorithms.ts'
import type { VerificationKey } from '../token/trust.ts'
import { KeyRefused } from './key-errors.ts'
import { chooseKey, describeLeftOut, fixedKeys, loadKeySet, MAX_NAMESAKES } from './key-set.ts'

const newKey = (kid?: string) => ({
  ...generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }),
  alg: 'EdDSA',
  ...(kid && { kid }),
})

const kidsOf = (keys: readonly { kid: string | undefined }[]) => keys.map(({ kid }) => kid)

describe('a key set', () => {
  test('is loaded key by key', async () => {
    const set = await loadKeySet({ keys: [newKey('a'), newKey('b'), newKey()], more: 'is ignored' })
    expect(kidsOf(set.keys)).toEqual(['a', 'b', undefined])
    expect(set.leftOut).toEqual([])
  })

  test('may be empty', async () => {
    expect(await loadKeySet({ keys: [] })).toEqual({ keys: [], leftOut: [] })
  })

  test('loses its bad members singly and says why; the rest stays usable', async () => {
    const bad = [
      { ...newKey('use'), use: 'enc' },
      { ...newKey('broken'), x: 'AAAA' },
      { kty: 'NEW', kid: 'type' },
      { ...newKey('private'), d: 'c2VjcmV0' },
      { kid: 7 },
    ]
    const set = await loadKeySet({ keys: [...bad, newKey('good'), null, 'text'] })
    expect(kidsOf(set.keys)).toEqual(['good'])
    expect(kidsOf(set.leftOut)).toEqual(['use', 'broken', 'type', 'private', undefined, undefined, undefined])
    expect(set.leftOut.map(({ at }) => at)).toEqual([0, 1, 2, 3, 4, 6, 7])
    for (const { why } of set.leftOut) expect(why).toMatch(/^the /)
  })

  test('keeps all that have one key id, but for more than anybody would try', async () => {
    const twice = Array.from({ length: MAX_NAMESAKES + 2 }, () => newKey('twice'))
    const { keys, leftOut } = await loadKeySet({ keys: [newKey('once'), ...twice, newKey(), newKey()] })
    expect(kidsOf(keys)).toEqual(['once', 'twice', undefined, undefined])
    expect(keys.map(({ namesakes = [] }) => namesakes.length)).toEqual([0, MAX_NAMESAKES - 1, 0, 0])
    expect(leftOut.map(describeLeftOut)).toEqual([
      'keys.9 ("twice"): 8 others before it have the same key id',
      'keys.10 ("twice"): 8 others before it have the same key id',
    ])
  })

  test.each([
    [{ kty: 'AKP' }, 'the key type (kty) is none of RSA, EC, OKP'],
    [{}, 'the key type (kty) is none of RSA, EC, OKP'],
    [{ kty: 'EC', crv: 'secp256k1' }, 'the curve (crv) is none of P-256, P-384, P-521'],
    [{ kty: 'OKP', crv: 'X25519' }, 'the curve (crv) is none of Ed25519'],
    [{ kty: 'RSA', alg: 'RSA-OAEP' }, 'the algorithm (alg) is none of RS256, RS384, RS512, PS256, PS384, PS512'],
    [{ kty: 'EC', crv: 'P-256', alg: 'ES512' }, 'the algorithm (alg) is none of ES256'],
    [{ kty: 'EC', crv: 'P-256', use: 'enc' }, 'the key is not for signatures (use)'],
    [{ kty: 'EC', crv: 'P-256', key_ops: ['deriveKey'] }, 'the key is not for verifying (key_ops)'],
    [null, 'the key is not an object'],
  ])('says what is wrong with a key, and nothing that it says itself: %j', async (key, why) => {
    expect(await loadKeySet({ keys: [key, newKey('good')] })).toMatchObject({
      keys: [{ kid: 'good' }],
      leftOut: [{ at: 0, why }],
    })
  })

  test('loses a key whose id has no end, of which nobody is told more than the beginning', async () => {
    const { keys, leftOut } = await loadKeySet({ keys: [newKey('k'.repeat(100_000)), newKey('k'.repeat(256))] })
    expect(keys.map(({ kid }) => kid?.length)).toEqual([256])
    expect(leftOut.map(({ kid }) => kid?.length)).toEqual([256])
  })

  test('keeps a good key whose key id another one has that is broken, for encryption, or of another kind', async () => {
    const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })
    for (const other of [{ kid: 'twice' }, { ...newKey('twice'), use: 'enc' }, { ...p256, kid: 'twice' }]) {
      const { keys } = await loadKeySet({ keys: [other, newKey('twice')] })
      expect(chooseKey(keys, { kid: 'twice', alg: 'EdDSA' })).toMatchObject({ kid: 'twice', algorithm: 'EdDSA' })
    }
  })

  test('takes a key that names no algorithm for every one that fits it, and for no other', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' })
    const { keys } = await loadKeySet({
      keys: [
        { ...rsa, kid: 'rsa' },
        { ...newKey('ed'), alg: undefined },
      ],
    })
    for (const alg of ALL_ALGORITHMS.filter((name) => /^[RP]S/.test(name)))
      expect(chooseKey(keys, { kid: 'rsa', alg }).algorithm).toBe(alg)
    for (const alg of ['EdDSA', 'Ed25519'] as const) expect(chooseKey(keys, { kid: 'ed', alg }).algorithm).toBe(alg)
    expect(chooseKey(keys, { kid: 'ed', alg: 'ES256' }).algorithm).not.toBe('ES256')
    expect(chooseKey(keys, { kid: undefined, alg: 'PS384' }).kid).toBe('rsa')
  })

  test('leaves a symmetric key out, and shows nothing of it: the others work (RFC 7517 §5)', async () => {
    const symmetric = { kty: 'oct', k: 'c2VjcmV0', kid: 'secret' }
    const { keys, leftOut } = await loadKeySet({ keys: [newKey('good'), symmetric, { kty: 'oct' }] })
    expect(keys.map(({ kid }) => kid)).toEqual(['good'])
    expect(leftOut.map(describeLeftOut)).toEqual([
      'keys.1 ("secret"): the key is symmetric: a secret, which belongs into no key set',
      'keys.2: the key is symmetric: a secret, which belongs into no key set',
    ])
  })

  test.each([undefined, null, 'text', [], {}, { keys: null }, { keys: {} }, { keys: 'a' }, [newKey()]])(
    '%#: is nothing that has no list of keys',
    async (jwks) => {
      await expect(loadKeySet(jwks)).rejects.toThrow(KeyRefused)
    },
  )
})

const key = (kid: string | undefined, algorithm: VerificationKey['algorithm']): VerificationKey => ({
  kid,
  algorithm,
  publicKey: {} as CryptoKey, // nobody looks into it here
})

describe('choosing a key', () => {
  const a = key('a', 'ES256')
  const b = key('b', 'ES256')
  const c = key('c', 'RS256')
  const nameless = key(undefined, 'EdDSA')
  const keys = [a, b, c, nameless]

  test('goes by the exact key id, whatever the algorithm: whether it fits is asked afterwards', () => {
    expect(chooseKey(keys, { kid: 'b', alg: 'ES256' })).toBe(b)
    expect(chooseKey(keys, { kid: 'c', alg: 'ES256' })).toBe(c)
  })

  test('without a key id finds the only key with that algorithm', () => {
    expect(chooseKey(keys, { kid: undefined, alg: 'RS256' })).toBe(c)
    expect(chooseKey(keys, { kid: undefined, alg: 'EdDSA' })).toBe(nameless)
  })

  test.each([
    { kid: 'd', alg: 'ES256' },
    { kid: 'A', alg: 'ES256' },
    { kid: 'a ', alg: 'ES256' },
    { kid: 'constructor', alg: 'ES256' },
    { kid: 'x', alg: 'EdDSA' },
    { kid: undefined, alg: 'ES256' },
    { kid: undefined, alg: 'PS256' },
  ] as const)('finds nothing for %j: no key, or more than one', (hint) => {
    expect(() => chooseKey(keys, hint)).toThrow(expect.objectContaining({ reason: 'unknown-key' }))
    expect(() => fixedKeys(keys).select(hint)).toThrow(expect.objectContaining({ reason: 'unknown-key' }))
  })

  test('finds nothing when two keys have the key id and the algorithm', () => {
    expect(() => chooseKey([a, { ...a }], { kid: 'a', alg: a.algorithm })).toThrow(
      expect.objectContaining({ reason: 'unknown-key' }),
    )
  })
})
