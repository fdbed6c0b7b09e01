import { calculateJwkThumbprint, type JWK } from 'jose'
import { expect, test } from 'vitest'
import { fixedKeys } from '#core/keys/key-set'
import { loadVerificationKey } from '#core/keys/verification-key'
import { ALL_ALGORITHMS, isAlgorithm } from '#core/token/algorithms'
import { ANYONE, type Trust, type VerificationKey } from '#core/token/trust'
import { verifySignature } from '#core/token/verify-signature'
import { verifyToken } from '#core/token/verify'
import { readVectors, verdictOf } from './support/vectors.ts'

interface RfcJws {
  id: string
  note: string
  key: JWK | JWK[] | null
  serialization: 'compact' | 'compact-detached' | 'flattened' | 'general'
  token: unknown
  payloadUtf8: string
  crypto: 'valid' | 'unsecured'
  alg: string | string[]
}

const { jws, jwkThumbprints } = readVectors<{
  jws: RfcJws[]
  jwkThumbprints: { id: string; jwk: JWK; sha256: string }[]
}>('rfc/vectors.json')

/** Some keys of the RFCs are printed as pairs, and none says its algorithm. Nothing for the symmetric ones. */
async function keysOf({ key, alg }: RfcJws): Promise<VerificationKey[]> {
  const algorithms = [alg].flat()
  const pairs = [key ?? []].flat().map((jwk, index) => ({ jwk, alg: algorithms[index] }))
  return Promise.all(
    pairs.flatMap(({ jwk: { kty, crv, x, y, n, e, kid }, alg }) => {
      const members = Object.entries({ kty, crv, x, y, n, e, kid, alg }).filter(([, value]) => value !== undefined)
      return isAlgorithm(alg) ? [loadVerificationKey(Object.fromEntries(members))] : []
    }),
  )
}

const isOurs = ({ serialization, alg, crypto }: RfcJws) =>
  serialization === 'compact' && isAlgorithm(alg) && crypto === 'valid'

test.each(jws.filter(isOurs))('the signature of $id verifies and gives its payload', async (vector) => {
  const keys = fixedKeys(await keysOf(vector))
  const payload = await verifySignature(vector.token, { algorithms: ALL_ALGORITHMS, keys })
  expect(new TextDecoder().decode(payload)).toBe(vector.payloadUtf8)
})

test.each(jws.filter((vector) => !isOurs(vector)))('$id is refused as a signed text: $note', async (vector) => {
  const keys = fixedKeys(await keysOf(vector))
  for (const token of [vector.token, JSON.stringify(vector.token)]) {
    const verdict = await verdictOf(() => verifySignature(token, { algorithms: ALL_ALGORITHMS, keys }))
    expect(verdict).not.toBe('believed')
  }
})

test.each(jws)('$id is no bearer token: $note', async (vector) => {
  const trust: Trust = {
    issuer: 'joe', // who issued the claims of RFC 7515
    audience: 'serviceb',
    subject: ANYONE,
    algorithms: ALL_ALGORITHMS,
    type: 'JWT',
    required: ['iss', 'exp'],
    maxLifetimeSeconds: 3600,
    leewaySeconds: 0,
    keys: fixedKeys(await keysOf(vector)),
  }
  const verdict = await verdictOf(() => verifyToken(vector.token, trust, () => Date.parse('2026-11-22T12:00:00Z')))
  expect(verdict).not.toBe('believed')
})

test.each(jwkThumbprints)('the key id of $id is the printed thumbprint', async ({ jwk, sha256 }) => {
  expect(await calculateJwkThumbprint(jwk)).toBe(sha256)
})

test('no vector is left out silently', () => {
  expect(jws).toHaveLength(30)
  expect(jws.filter(isOurs).map(({ id }) => id)).toEqual([
    'rfc7515-a.2',
    'rfc7515-a.3',
    'rfc7515-a.4',
    'rfc7520-4.1-compact',
    'rfc7520-4.2-compact',
    'rfc7520-4.3-compact',
    'rfc8037-a.4',
  ])
  expect(jwkThumbprints).toHaveLength(3)
})
