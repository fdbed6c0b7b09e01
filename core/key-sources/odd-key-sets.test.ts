import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { manualClock, waitingClock } from '../clock.ts'
import { fixedKeys, loadKeySet } from '../keys/key-set.ts'
import { generateSigningKey, type SigningKey } from '../keys/signing-key.ts'
import { ALL_ALGORITHMS, type Algorithm } from '../token/algorithms.ts'
import { signToken } from '../token/sign.ts'
import type { KeySource } from '../token/trust.ts'
import { verifySignature } from '../token/verify-signature.ts'
import { pinnedKeys } from './pinned-keys.ts'
import { createRemoteKeys } from './remote-keys.ts'

// A key set as others publish it has keys that nobody here understands, keys for something else, weak ones, and several
// with one id. Wherever it comes from, its good keys work (RFC 7517 §4.2, §4.3, §4.5, §5).

const made = new Map<string, SigningKey>()
const keyFor = (name: string) => made.get(name) ?? expect.fail(`there is no key ${name}`)

const publicOf = (name: string, further: object) => ({ ...keyFor(name).publicJwk, kid: name, ...further })

let folder: string
let jwks: { keys: object[] }
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'odd-key-sets-'))
  for (const algorithm of ALL_ALGORITHMS) made.set(algorithm, await generateSigningKey(algorithm, 0))
  for (const name of ['encrypts', 'signs only', 'first twin', 'second twin']) {
    made.set(name, await generateSigningKey('ES256', 0))
  }
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' })
  jwks = {
    keys: [
      { kty: 'AKP', alg: 'ML-DSA-44', pub: 'AAAA', kid: 'ES256' },
      { kty: 'EC', crv: 'secp256k1', x: 'AAAA', y: 'AAAA', kid: 'RS256' },
      { kty: 'EC', crv: 'P-256', alg: 'ECDH-ES', x: 'AAAA', y: 'AAAA' },
      { kty: 7 },
      { kty: 'oct', alg: 'HS256', k: 'c2VjcmV0', kid: 'ES256' },
      { kty: 'oct', k: 'c2VjcmV0' },
      null as never,
      { ...rsa, kid: 'PS256' },
      publicOf('encrypts', { use: 'enc' }),
      publicOf('signs only', { key_ops: ['sign'] }),
      publicOf('first twin', { kid: 'twin' }),
      publicOf('second twin', { kid: 'twin', use: undefined, key_ops: ['verify'] }),
      ...ALL_ALGORITHMS.map((name) => publicOf(name, { alg: undefined, use: undefined })),
    ],
  }
})
afterAll(() => rm(folder, { recursive: true }))

const SOURCES: Record<string, () => Promise<KeySource>> = {
  'written down': async () => fixedKeys((await loadKeySet(jwks)).keys),
  'in a file': async () => {
    await writeFile(join(folder, 'jwks.json'), JSON.stringify(jwks))
    return pinnedKeys(join(folder, 'jwks.json'), manualClock(0))
  },
  fetched: async () => {
    const body: unknown = JSON.parse(JSON.stringify(jwks))
    const fetch = async () => ({ status: 200, body, headers: {} })
    return createRemoteKeys({ fetch, clock: waitingClock(0) }).source(undefined)
  },
}

/** Signs with a key as if it were for another algorithm that fits it, which is what a set without `alg` allows. */
async function reasonFor(source: KeySource, name: string, kid = name, algorithm?: Algorithm) {
  const signer = { ...keyFor(name), kid, ...(algorithm && { algorithm }) }
  const token = await signToken({ sub: 'a' }, signer, 'JWT')
  const trust = { algorithms: ALL_ALGORITHMS, keys: source }
  return verifySignature(token, trust).then(
    () => 'believed',
    (error: { reason?: string }) => error.reason,
  )
}

describe.each(Object.entries(SOURCES))('a key set that is %s', (_how, open) => {
  let source: KeySource
  beforeAll(async () => {
    source = await open()
  })

  test.each(ALL_ALGORITHMS)('a key without alg is good for %s, whatever stands beside it', async (algorithm) => {
    expect(await reasonFor(source, algorithm)).toBe('believed')
  })

  test('each of two keys with one id is good, and a third with that id is not', async () => {
    for (const twin of ['first twin', 'second twin']) expect(await reasonFor(source, twin, 'twin')).toBe('believed')
    expect(await reasonFor(source, 'ES256', 'twin')).toBe('signature-mismatch')
  })

  test.each(['encrypts', 'signs only'])('a key that is not for verifying is not used: %s', async (name) => {
    expect(await reasonFor(source, name)).toBe('unknown-key')
  })
})

test('whoever has an RSA key without alg may use each of its algorithms', async () => {
  const { keys } = await loadKeySet(jwks)
  const of = (kid: string) => keys.filter((key) => key.kid === kid).map(({ algorithm }) => algorithm)
  expect(of('RS256')).toEqual(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'])
  expect(of('ES384')).toEqual(['ES384'])
  expect(of('Ed25519')).toEqual(['EdDSA', 'Ed25519'])
})
