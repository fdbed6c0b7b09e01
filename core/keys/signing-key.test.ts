import { calculateJwkThumbprint } from 'jose'
import { describe, expect, test } from 'vitest'
import { ALL_ALGORITHMS } from '../token/algorithms.ts'
import { signToken } from '../token/sign.ts'
import { ANYONE } from '../token/trust.ts'
import { verifyToken } from '../token/verify.ts'
import { KeyRefused } from './key-errors.ts'
import { fixedKeys, loadKeySet } from './key-set.ts'
import { exportPrivatePem, generateSigningKey, importSigningKey, type SigningKey } from './signing-key.ts'

const NOW = Date.parse('2026-11-22T12:00:00Z')

const verify = (token: string, keys: ReturnType<typeof fixedKeys>) =>
  verifyToken(
    token,
    {
      issuer: 'servicea',
      audience: 'serviceb',
      subject: ANYONE,
      algorithms: ALL_ALGORITHMS,
      type: 'at+jwt',
      required: [],
      maxLifetimeSeconds: 60,
      leewaySeconds: 0,
      keys,
    },
    () => NOW,
  )

const CLAIMS = { iss: 'servicea', aud: 'serviceb' }

const pemOf = async (key: SigningKey) => ({
  algorithm: key.algorithm,
  createdAt: key.createdAt,
  privatePem: await exportPrivatePem(key),
  publicPem: key.publicPem,
})

describe.each(ALL_ALGORITHMS)('a key pair for %s', (algorithm) => {
  test('signs what its public half verifies, at hand, as a key set, and after a round trip through PEM', async () => {
    const key = await generateSigningKey(algorithm, NOW)
    const again = await importSigningKey(await pemOf(key))
    for (const signer of [key, again]) {
      const token = await signToken(CLAIMS, signer, 'at+jwt')
      for (const { verification, publicJwk } of [key, again]) {
        await expect(verify(token, fixedKeys([verification]))).resolves.toEqual(CLAIMS)
        const { keys } = await loadKeySet({ keys: [JSON.parse(JSON.stringify(publicJwk))] })
        await expect(verify(token, fixedKeys(keys))).resolves.toEqual(CLAIMS)
      }
    }
    expect(again).toMatchObject({ kid: key.kid, algorithm, createdAt: NOW, publicJwk: key.publicJwk })
    expect(again.publicPem).toBe(key.publicPem)
  })

  test('publishes its thumbprint as key id, its algorithm and use, and nothing private', async () => {
    const { kid, publicJwk } = await generateSigningKey(algorithm, NOW)
    expect(kid).toBe(await calculateJwkThumbprint(publicJwk))
    expect(publicJwk).toMatchObject({ kid, alg: algorithm, use: 'sig' })
    const allowed = new Set(['kty', 'crv', 'x', 'y', 'n', 'e', 'kid', 'alg', 'use'])
    expect(Object.keys(publicJwk).filter((member) => !allowed.has(member))).toEqual([])
  })

  test('does not verify what another pair signed', async () => {
    const [key, other] = await Promise.all([generateSigningKey(algorithm, NOW), generateSigningKey(algorithm, NOW)])
    const forged = await signToken(CLAIMS, { ...other, kid: key.kid }, 'at+jwt')
    await expect(verify(forged, fixedKeys([key.verification]))).rejects.toMatchObject({ reason: 'signature-mismatch' })
  })
})

describe('PEM files are refused', () => {
  test('when they are halves of two pairs', async () => {
    const [a, b] = await Promise.all([generateSigningKey('ES256', NOW), generateSigningKey('ES256', NOW)])
    const mixed = { ...(await pemOf(a)), publicPem: b.publicPem }
    await expect(importSigningKey(mixed)).rejects.toThrow(KeyRefused)
  })

  test.each(['RS256', 'ES384', 'Ed25519'] as const)(
    'when they are for another algorithm than %s',
    async (algorithm) => {
      const pem = await pemOf(await generateSigningKey('ES256', NOW))
      await expect(importSigningKey({ ...pem, algorithm })).rejects.toThrow(KeyRefused)
    },
  )

  test('when they are damaged, empty or exchanged', async () => {
    const pem = await pemOf(await generateSigningKey('Ed25519', NOW))
    for (const text of ['', 'text', pem.publicPem, pem.privatePem.replace(/\n.{9}/, '\n')]) {
      await expect(importSigningKey({ ...pem, privatePem: text })).rejects.toThrow(KeyRefused)
    }
    for (const text of ['', 'text', pem.privatePem, pem.publicPem.replace(/\n.{9}/, '\n')]) {
      await expect(importSigningKey({ ...pem, publicPem: text })).rejects.toThrow(KeyRefused)
    }
  })
})
