import { exportJWK, generateKeyPair } from 'jose'
import { describe, expect, test } from 'vitest'
import { FIRST, THIRD, answer, down, nothing, openIssuer, settled, up, type Published } from './remote-keys.fixture.ts'
import { STALENESS_BOUND } from './remote-keys.ts'
import type { KeySetAnswer } from './remote-key-set.ts'

describe('while the issuer is down', () => {
  test('known keys work until the staleness bound, then nobody can decide', async () => {
    let publish: () => Published = up
    const issuer = openIssuer(() => publish())
    await issuer.outcome(FIRST.kid)
    publish = down
    issuer.clock.advance({ milliseconds: STALENESS_BOUND - 1 })
    expect(await issuer.outcome(FIRST.kid)).toBe('found')
    issuer.clock.advance({ milliseconds: 1 })
    expect(await issuer.outcome(FIRST.kid)).toBe('KeysUnavailable')
    publish = up
    expect(await issuer.outcome(FIRST.kid)).toBe('found')
  })

  test('an unknown key id cannot be decided, and one failed fetch is enough to say so', async () => {
    let publish: () => Published = up
    const issuer = openIssuer(() => publish())
    await issuer.outcome(FIRST.kid)
    publish = down
    issuer.clock.advance({ seconds: 60 })
    expect(await issuer.outcome('never-seen')).toBe('KeysUnavailable')
    expect(issuer.asked).toHaveLength(2)
  })

  test('a key that is known to be withdrawn is refused all the same', async () => {
    let publish: () => Published = up
    const issuer = openIssuer(() => publish())
    await issuer.outcome(FIRST.kid)
    publish = () => []
    issuer.clock.advance({ seconds: 60 })
    await issuer.outcome(FIRST.kid)
    publish = down
    issuer.clock.advance({ seconds: 5 })
    expect(await issuer.outcome(FIRST.kid)).toBe('revoked-key')
  })

  test('failed fetches keep the cool-down too, and calls with known keys do not wait for them', async () => {
    let publish: () => Published = up
    const issuer = openIssuer(() => publish())
    await issuer.outcome(FIRST.kid)
    publish = down
    issuer.clock.advance({ seconds: 60 })
    for (let call = 0; call < 50; call++) {
      expect(await issuer.outcome(FIRST.kid)).toBe('found')
      issuer.clock.advance({ milliseconds: 100 })
    }
    expect(issuer.asked).toHaveLength(1 + 5)
  })

  test('an issuer that hangs makes one call wait, not all', async () => {
    let publish: () => Published = up
    const issuer = openIssuer(() => publish())
    await issuer.outcome(FIRST.kid)
    publish = down
    issuer.clock.advance({ seconds: 60 })
    await issuer.outcome(FIRST.kid) // by now it is known to be down
    let release = nothing
    publish = () => new Promise((resolve) => (release = () => resolve(answer(500))))
    issuer.clock.advance({ seconds: 1 })
    const waiting = issuer.outcome(FIRST.kid)
    await settled()
    expect(await issuer.outcome(FIRST.kid)).toBe('found')
    release()
    expect(await waiting).toBe('found')
  })

  test('the first fetch fails: nobody can decide, until it succeeds', async () => {
    let publish: () => Published = down
    const issuer = openIssuer(() => publish())
    expect(await issuer.outcome(FIRST.kid)).toBe('KeysUnavailable')
    publish = up
    expect(await issuer.outcome(FIRST.kid)).toBe('found')
  })
})

describe('a bad key set', () => {
  test.each<[string, KeySetAnswer]>([
    ['a web page', answer(200, '<html>')],
    ['an error', answer(500, { keys: [] })],
    ['a redirect', answer(302)],
    ['304 to somebody who has nothing', answer(304)],
    ['no list', answer(200, { keys: 'none' })],
  ])('%s is no answer: nobody can decide', async (_name, bad) => {
    expect(await openIssuer(() => bad).outcome(FIRST.kid)).toBe('KeysUnavailable')
  })

  test.each([
    ['an empty list', []],
    ['a list without a usable key', [{ kty: 'EC', kid: 'x' }, 'text']],
    ['a list with a symmetric key alone', [{ kty: 'oct', k: 'c2VjcmV0', kid: 'secret' }]],
  ])('%s: the issuer trusts none of its keys any more (SPIFFE bundle §4.1.3)', async (_name, empty) => {
    let published: unknown[] = [FIRST.publicJwk]
    const issuer = openIssuer(() => published)
    await issuer.outcome(FIRST.kid)
    published = empty
    issuer.clock.advance({ seconds: 60 })
    expect(await issuer.outcome(FIRST.kid)).toBe('revoked-key')
  })

  test('a private key in it is left out with an alarm, the others stay usable (RFC 7517 §9.2)', async () => {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true })
    const leaked = { ...(await exportJWK(privateKey)), kid: 'leaked', alg: 'ES256' }
    const issuer = openIssuer(() => [leaked, THIRD.publicJwk])
    expect(await issuer.outcome(THIRD.kid)).toBe('found')
    expect(await issuer.outcome('leaked')).toBe('unknown-key')
    expect(issuer.events).toContain('keys-left-out')
  })
})
