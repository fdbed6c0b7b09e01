import { generateKeyPair } from 'jose'
import { expect, test } from 'vitest'
import { manualClock, waitingClock } from '../clock.ts'
import type { Claims } from './claims.ts'
import { signToken } from './sign.ts'
import { strictTrust } from './strict-trust.fixture.ts'
import type { VerificationKey } from './trust.ts'
import { createVerifiedCache } from './verified-cache.ts'
import { verifyToken, type CheckResult } from './verify.ts'

const NOW = 1_000_000_000
const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })

const signed = (claims: Claims) =>
  signToken({ iss: 'https://issuer', aud: 'serviceb', ...claims }, { kid: 'k', algorithm: 'ES256', privateKey }, 'JWT')

/** A source of keys that takes two seconds for each. */
function scene(key: Partial<VerificationKey> = {}) {
  const clock = waitingClock(NOW * 1000)
  const select = async () => {
    await clock.delay(2000)
    return { kid: 'k', algorithm: 'ES256', publicKey, ...key } as const
  }
  return { clock, trust: strictTrust({ select }) }
}

test('a token whose end comes while its key is fetched is expired', async () => {
  const { clock, trust } = scene()
  const seen: CheckResult[] = []
  const late = verifyToken(await signed({ exp: NOW + 2 }), trust, clock.now, (result) => seen.push(result))
  await expect(late).rejects.toMatchObject({ reason: 'expired', claim: 'exp' })
  expect(seen.find(({ outcome }) => outcome === 'failed')?.check).toBe('expiry')
  await expect(verifyToken(await signed({ exp: NOW + 5 }), trust, clock.now)).resolves.toMatchObject({ exp: NOW + 5 })
})

test('so is a key whose own end comes while it is fetched', async () => {
  const token = await signed({ exp: NOW + 60 })
  const over = scene({ exp: NOW + 2 })
  await expect(verifyToken(token, over.trust, over.clock.now)).rejects.toMatchObject({ reason: 'unknown-key' })
  const there = scene({ exp: NOW + 3 })
  await expect(verifyToken(token, there.trust, there.clock.now)).resolves.toMatchObject({ exp: NOW + 60 })
})

test('a token that begins while its key is fetched is believed', async () => {
  const { clock, trust } = scene()
  await expect(verifyToken(await signed({ exp: NOW + 60, nbf: NOW + 2 }), trust, clock.now)).resolves.toBeDefined()
})

test('a token that is remembered expires as late', async () => {
  const key: VerificationKey = { kid: 'k', algorithm: 'ES256', publicKey }
  const clock = manualClock(NOW * 1000)
  let wait = 0
  const keys = { select: () => (clock.advance({ seconds: wait }), key) }
  const cache = createVerifiedCache()
  const token = await signed({ exp: NOW + 2 })
  const verify = () => verifyToken(token, { ...scene().trust, keys }, clock.now, undefined, cache)
  await verify()
  expect(cache.size).toBe(1)
  wait = 2
  await expect(verify()).rejects.toMatchObject({ reason: 'expired' })
})
