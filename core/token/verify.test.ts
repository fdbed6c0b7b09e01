import { Buffer } from 'node:buffer'
import { generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { hostileToken, hostileTokens } from '../../tests/support/hostile-tokens.ts'
import { TokenRejected } from './rejection.ts'
import { ANYONE, type KeySource, type Trust } from './trust.ts'
import { verifyToken, type CheckResult } from './verify.ts'
import { verifySignature } from './verify-signature.ts'

const NOW = 1_800_000_000
const factory = generateKeyPairSync('ed25519')
const stranger = generateKeyPairSync('ed25519')
const publicKey = factory.publicKey.toCryptoKey('Ed25519', true, ['verify'])

const key = { algorithm: 'EdDSA', publicKey } as const

const keys: KeySource = {
  select({ kid }) {
    if (kid !== 'key-1') throw new TokenRejected('unknown-key')
    return { kid, ...key }
  },
}

const until = (exp: number): KeySource => ({ select: ({ kid }) => ({ kid, ...key, exp }) })

const TRUST: Trust = {
  issuer: 'https://jwt-factory/',
  audience: 'serviceb',
  subject: 'servicea',
  algorithms: ['EdDSA', 'Ed25519'],
  type: 'JWT',
  required: ['scope'],
  maxLifetimeSeconds: 3600,
  leewaySeconds: 0,
  keys,
}

/** Every check, with a way to fail it and the reason; in the order in which they must run. */
const CHECKS = [
  ['form', 'malformed'],
  ['header', 'malformed'],
  ['critical', 'critical-header'],
  ['algorithm', 'wrong-algorithm'],
  ['type', 'wrong-type'],
  ['key', 'unknown-key'],
  ['signature', 'signature-mismatch'],
  ['claims', 'invalid-claim'],
  ['issuer', 'wrong-issuer'],
  ['audience', 'wrong-audience'],
  ['subject', 'wrong-subject'],
  ['required', 'missing-claim'],
  ['expiry', 'expired'],
  ['not-before', 'not-active'],
  ['issued-at', 'not-active'],
  ['lifetime', 'lifetime-too-long'],
  ['binding', 'bound-token'],
] as const
const NAMES: string[] = CHECKS.map(([name]) => name)

/** A token that fails this check and every later one, and none before: no case of the catalogue, which has one fault each. */
function failingFrom(check: string): string {
  const from = NAMES.indexOf(check)
  const fails = (name: string) => NAMES.indexOf(name) >= from
  const header = {
    alg: fails('algorithm') ? 'HS256' : 'EdDSA',
    typ: fails('type') ? 'at+jwt' : 'JWT',
    kid: fails('key') ? 'key-2' : 'key-1',
    ...(fails('critical') && { crit: ['exp'] }),
  }
  const iat = fails('issued-at') ? NOW + 10 : NOW
  const claims = {
    iss: fails('issuer') ? 'https://evil/' : TRUST.issuer,
    aud: fails('audience') ? 'servicec' : TRUST.audience,
    sub: fails('subject') ? 'servicec' : TRUST.subject,
    exp: fails('expiry') ? NOW - 10 : iat + (fails('lifetime') ? 3601 : 3600),
    nbf: fails('not-before') ? NOW + 10 : NOW,
    iat,
    ...(!fails('required') && { scope: 'orders.read' }),
    ...(fails('binding') && { cnf: { jkt: 'x' } }),
    jti: fails('claims') ? 7 : 'token-1',
  }
  const headerText = JSON.stringify(header)
  return tokenOf(fails('header') ? headerText.replace('{', '{"alg":"EdDSA",') : headerText, JSON.stringify(claims), {
    key: fails('signature') ? stranger.privateKey : factory.privateKey,
    end: fails('form') ? '=' : '',
  })
}

function tokenOf(header: string, claims: string, { key = factory.privateKey, end = '' } = {}): string {
  const input = [header, claims].map((text) => Buffer.from(text).toString('base64url')).join('.')
  return `${input}.${sign(null, Buffer.from(input), key).toString('base64url')}${end}`
}

const goodToken = (changes: Record<string, unknown> = {}) => {
  const claims = { iss: TRUST.issuer, aud: 'serviceb', sub: 'servicea', exp: NOW + 60, iat: NOW, scope: 'a' }
  return tokenOf('{"alg":"EdDSA","typ":"JWT","kid":"key-1"}', JSON.stringify({ ...claims, ...changes }))
}
const good = goodToken()

async function examine(token: unknown, trust: Partial<Trust> = {}) {
  const seen: CheckResult[] = []
  const believed = verifyToken(token, { ...TRUST, ...trust }, () => NOW * 1000, (result) => seen.push(result)) // prettier-ignore
  const claims = await believed.catch((error: unknown) => error)
  return { claims, seen }
}

describe('a token with many faults', () => {
  test.each(CHECKS)('is refused by the check "%s" before all later ones: %s', async (name, reason) => {
    const { claims: error, seen } = await examine(failingFrom(name))
    expect(error).toBeInstanceOf(TokenRejected)
    expect(error).toMatchObject({ reason })
    const at = NAMES.indexOf(name)
    expect(seen.map(({ check }) => check)).toEqual(NAMES)
    expect(seen.map(({ outcome }) => outcome)).toEqual(
      NAMES.map((_, index) => (index < at ? 'passed' : index === at ? 'failed' : 'skipped')),
    )
    expect(seen.map(({ reason }) => reason)).toEqual(NAMES.map((_, index) => (index === at ? reason : undefined)))
    for (const { rule } of seen) expect(rule).toMatch(/^(RFC \d{4} §|own limit: )/)
  })
})

describe('a good token', () => {
  test('is believed, and its claims are returned as they are', async () => {
    const { claims, seen } = await examine(good)
    expect(claims).toEqual({
      iss: TRUST.issuer,
      aud: 'serviceb',
      sub: 'servicea',
      exp: NOW + 60,
      iat: NOW,
      scope: 'a',
    })
    expect(seen.map(({ check }) => check)).toEqual(NAMES)
    expect(seen.some(({ outcome }) => outcome === 'failed')).toBe(false)
  })

  test('is not asked for what the trust does not ask for: such checks are skipped', async () => {
    const { seen } = await examine(good, { subject: ANYONE })
    const skipped = seen.filter(({ outcome }) => outcome === 'skipped').map(({ check }) => check)
    expect(skipped).toEqual(['subject', 'not-before', 'binding'])
  })

  test('is believed without an observer too', async () => {
    await expect(verifyToken(good, TRUST, () => NOW * 1000)).resolves.toMatchObject({ sub: 'servicea' })
  })

  test('expires with the clock that is handed in, to the millisecond, within a second too', async () => {
    const half = goodToken({ exp: NOW + 60.5 })
    await expect(verifyToken(half, TRUST, () => (NOW + 60) * 1000 + 499)).resolves.toBeDefined()
    await expect(verifyToken(half, TRUST, () => (NOW + 60) * 1000 + 500)).rejects.toMatchObject({ reason: 'expired' })
    await expect(verifyToken(good, TRUST, () => (NOW + 60) * 1000 - 1)).resolves.toBeDefined()
    await expect(verifyToken(good, TRUST, () => (NOW + 60) * 1000)).rejects.toMatchObject({ reason: 'expired', claim: 'exp' }) // prettier-ignore
  })
})

describe('a key', () => {
  test('serves its own algorithm only, though the other name means the same mathematics', async () => {
    const renamed = tokenOf('{"alg":"Ed25519","typ":"JWT","kid":"key-1"}', '{}')
    await expect(verifyToken(renamed, TRUST, () => 0)).rejects.toMatchObject({ reason: 'wrong-algorithm' })
  })

  test('is not asked for with a key id that is empty or no text', async () => {
    const keys = { select: () => Promise.reject(new Error('the source was asked')) }
    const bad = [await hostileToken('key-kid-empty', good), ...(await hostileTokens('key-kid-not-string', good))]
    for (const token of bad)
      await expect(verifyToken(token, { ...TRUST, keys }, () => 0)).rejects.toMatchObject({ reason: 'unknown-key' })
  })

  // By hand: what the catalogue says of these names comes with an algorithm of the attacker's, which is refused before.
  test.each(['jwk', 'jku', 'x5u', 'x5c', 'x5t'])('is never taken from the header %s', async (member) => {
    const header = JSON.stringify({ alg: 'EdDSA', kid: 'key-1', [member]: 'https://evil/' })
    const byHand = tokenOf(header, '{}', { key: stranger.privateKey })
    const forged = member === 'jwk' ? await hostileToken('key-jwk-embedded-same-kid', good) : byHand
    await expect(verifyToken(forged, TRUST, () => 0)).rejects.toMatchObject({ reason: 'signature-mismatch' })
  })

  test('is over when its owner said that it would be, whether or not it still stands in the set', async () => {
    await expect(verifyToken(good, { ...TRUST, keys: until(NOW + 0.001) }, () => NOW * 1000)).resolves.toBeDefined()
    const { claims: error, seen } = await examine(good, { keys: until(NOW) })
    expect(error).toMatchObject({ reason: 'unknown-key' })
    expect(seen.find(({ outcome }) => outcome === 'failed')?.check).toBe('key')
  })

  test('that cannot be fetched is no refusal: the error passes through, and nothing is believed', async () => {
    const outage = new Error('no connection')
    const { claims: error } = await examine(good, { keys: { select: () => Promise.reject(outage) } })
    expect(error).toBe(outage)
  })
})

describe('the signature alone', () => {
  test('holds over any payload, which says nothing about claims', async () => {
    const text = tokenOf('{"alg":"EdDSA","kid":"key-1"}', 'any text')
    expect(Buffer.from(await verifySignature(text, TRUST)).toString()).toBe('any text')
    await expect(verifyToken(text, TRUST, () => 0)).rejects.toMatchObject({ reason: 'malformed' })
  })
})
