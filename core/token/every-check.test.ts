import { Buffer } from 'node:buffer'
import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Claims } from './claims.ts'
import { fixedKeys } from '../keys/key-set.ts'
import { loadVerificationKeys } from '../keys/verification-key.ts'
import { tryEveryCheck } from './every-check.ts'
import { signToken } from './sign.ts'
import { ANYONE, type Trust } from './trust.ts'
import { verifyToken, type CheckResult } from './verify.ts'

const NOW = 1_800_000_000
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const signer = {
  kid: 'k1',
  algorithm: 'ES256' as const,
  privateKey: privateKey.toCryptoKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign']),
}
const keys = fixedKeys(await loadVerificationKeys({ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }))
const trust: Trust = {
  issuer: 'i',
  audience: 'b',
  subject: ANYONE,
  algorithms: ['ES256'],
  type: 'JWT',
  required: ['exp'],
  maxLifetimeSeconds: 60,
  leewaySeconds: 0,
  keys,
}
const good = { iss: 'i', aud: 'b', iat: NOW, exp: NOW + 60 }
const outcomes = async (claims: Claims, how: Partial<Trust> = {}) => {
  const tried = await tryEveryCheck(await signToken(claims, signer, 'JWT'), { ...trust, ...how }, NOW * 1000)
  return Object.fromEntries(tried.map(({ check, outcome }) => [check, outcome]))
}

test('of a good token each check says what the verifier says', async () => {
  const token = await signToken(good, signer, 'JWT')
  const seen: CheckResult[] = []
  await verifyToken(
    token,
    trust,
    () => NOW * 1000,
    (result) => seen.push(result),
  )
  expect(await tryEveryCheck(token, trust, NOW * 1000)).toEqual(seen)
})

test('the checks after a failure say what is wrong, too', async () => {
  expect(await outcomes({ ...good, aud: 'c', exp: NOW - 5, iat: NOW - 9 })).toMatchObject({
    signature: 'passed',
    audience: 'failed',
    expiry: 'failed',
    lifetime: 'passed',
    binding: 'skipped',
  })
})

test('a check says nothing where what it looks at cannot be read', async () => {
  expect(await outcomes({ ...good, exp: String(NOW) as never })).toMatchObject({
    claims: 'failed',
    issuer: 'passed',
    expiry: 'unknown',
    lifetime: 'unknown',
    'not-before': 'skipped',
  })
  expect(await outcomes(good, { algorithms: ['RS256'] })).toMatchObject({
    algorithm: 'failed',
    key: 'unknown',
    signature: 'unknown',
    audience: 'passed',
  })
  const broken = await tryEveryCheck('a.b', trust, NOW * 1000)
  expect(broken.map(({ outcome }) => outcome)).toEqual(['failed', ...Array(broken.length - 1).fill('unknown')])
  const [header] = (await signToken(good, signer, 'JWT')).split('.')
  const list = `${header}.${Buffer.from('[]').toString('base64url')}.AAAA`
  expect((await tryEveryCheck(list, trust, NOW * 1000)).at(-1)).toMatchObject({ outcome: 'unknown', needs: 'claims' })
})
