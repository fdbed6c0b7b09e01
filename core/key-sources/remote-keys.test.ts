import { describe, expect, test } from 'vitest'
import { MAX_WAITING } from './fetch-pace.ts'
import { FIRST, SECOND, answer, nothing, openIssuer, settled, up, type Published } from './remote-keys.fixture.ts'

describe('a key set that is fetched', () => {
  test('is fetched once and kept', async () => {
    const issuer = openIssuer(up)
    expect(await Promise.all([issuer.outcome(FIRST.kid), issuer.outcome(FIRST.kid)])).toEqual(['found', 'found'])
    issuer.clock.advance({ seconds: 59 })
    expect(await issuer.outcome(FIRST.kid)).toBe('found')
    expect(issuer.reasons()).toEqual(['first'])
  })

  test('is asked for again at max-age, with its ETag; 304 keeps the very same keys', async () => {
    let publish: () => Published = up
    const issuer = openIssuer(() => publish())
    const before = await issuer.select(FIRST.kid)
    publish = () => answer(304)
    issuer.clock.advance({ seconds: 60 })
    expect(await issuer.select(FIRST.kid)).toBe(before)
    issuer.clock.advance({ seconds: 59 })
    await issuer.select(FIRST.kid)
    expect(issuer.asked.map(({ why, etag }) => [why, etag])).toEqual([
      ['first', undefined],
      ['stale', '"1"'],
    ])
  })

  test('a key that was taken out stops working at max-age, as revoked and not as unknown', async () => {
    let published = [FIRST.publicJwk, SECOND.publicJwk]
    const issuer = openIssuer(() => published)
    await issuer.outcome(FIRST.kid)
    published = [SECOND.publicJwk]
    issuer.clock.advance({ seconds: 59.9 })
    expect(await issuer.outcome(FIRST.kid)).toBe('found')
    issuer.clock.advance({ seconds: 0.1 })
    expect(await issuer.outcome(FIRST.kid)).toBe('revoked-key')
    expect(await issuer.outcome('never-seen')).toBe('unknown-key')
    expect(issuer.events).toEqual(['keys-withdrawn'])
  })

  test('a key that comes back is believed again', async () => {
    let published = [FIRST.publicJwk]
    const issuer = openIssuer(() => published)
    await issuer.outcome(FIRST.kid)
    published = []
    issuer.clock.advance({ seconds: 60 })
    expect(await issuer.outcome(FIRST.kid)).toBe('revoked-key')
    published = [FIRST.publicJwk]
    issuer.clock.advance({ seconds: 1 })
    expect(await issuer.outcome(FIRST.kid)).toBe('found')
  })

  test('the same key id with another key: the new key holds after the next fetch', async () => {
    let published = [{ ...FIRST.publicJwk, kid: 'one' }]
    const issuer = openIssuer(() => published)
    const before = await issuer.select('one')
    published = [{ ...SECOND.publicJwk, kid: 'one' }]
    issuer.clock.advance({ seconds: 60 })
    expect(await issuer.select('one')).not.toBe(before)
  })

  test.each([
    ['59', 1],
    ['0', 60],
    [undefined, 60],
    ['59, 0', 1],
    [' 59 ,0', 1],
  ])(
    'what a cache between has kept for a while (Age: %s) is believed for %d seconds more (RFC 9111 §4.2.3)',
    async (age, seconds) => {
      const headers = { 'cache-control': 'max-age=60', ...(age !== undefined && { age }) }
      const issuer = openIssuer(() => ({ status: 200, body: { keys: up() }, headers }))
      await issuer.outcome(FIRST.kid)
      issuer.clock.advance({ seconds: seconds - 0.1 })
      await issuer.outcome(FIRST.kid)
      expect(issuer.asked).toHaveLength(1)
      issuer.clock.advance({ seconds: 1 })
      await issuer.outcome(FIRST.kid)
      expect(issuer.asked).toHaveLength(2)
    },
  )

  test.each([
    ...['99999999999', '9'.repeat(400), '60', '75', '75, 0'].map((age) => [age, 1] as const), // kept for too long
    ...['soon', '-1', '1e9', '', ', 1'].map((age) => [age, 60] as const), // no number: as if it were not there
  ])('Age: %.20s leaves %d seconds: a set that came just now is not asked for by each call', async (age, seconds) => {
    const headers = { 'cache-control': 'max-age=60', age }
    const issuer = openIssuer(() => ({ status: 200, body: { keys: up() }, headers }))
    expect(await issuer.outcome(FIRST.kid)).toBe('found')
    issuer.clock.advance({ milliseconds: seconds * 1000 - 1 })
    expect(await issuer.outcome(FIRST.kid)).toBe('found')
    expect(issuer.asked).toHaveLength(1)
    issuer.clock.advance({ milliseconds: 1 })
    expect(await issuer.outcome(FIRST.kid)).toBe('found')
    expect(issuer.asked).toHaveLength(2)
  })

  test.each([-1, 1])('a clock that is set by %s hours makes no set young or old', async (hours) => {
    const issuer = openIssuer(up)
    await issuer.outcome(FIRST.kid)
    issuer.clock.set(issuer.clock.now() + hours * 3_600_000)
    expect(await issuer.outcome(FIRST.kid)).toBe('found')
    expect(issuer.asked).toHaveLength(1)
    issuer.clock.advance({ seconds: 60 })
    expect(await issuer.outcome(FIRST.kid)).toBe('found')
    expect(issuer.asked).toHaveLength(2)
  })
})

describe('an unknown key id', () => {
  test('waits for a fetch that started after it came, however late: a good token is never refused', async () => {
    let published = [FIRST.publicJwk]
    let release = nothing
    const issuer = openIssuer(async () => {
      const body = { keys: published } // what the issuer knew when it was asked
      await new Promise<void>((resolve) => (release = resolve))
      return answer(200, body)
    })
    const early = issuer.outcome(FIRST.kid)
    await settled()
    published = [FIRST.publicJwk, SECOND.publicJwk] // while the first fetch is on its way
    const late = issuer.outcome(SECOND.kid)
    release()
    expect(await early).toBe('found')
    await settled()
    release()
    expect(await late).toBe('found')
    expect(issuer.asked.map(({ at }) => at)).toEqual([1_000_000, 1_001_000])
  })

  test('does not take the word of a fetch that was on its way when it came', async () => {
    let published = [FIRST.publicJwk]
    let release = nothing
    const issuer = openIssuer(async () => {
      const body = { keys: published }
      await new Promise<void>((resolve) => (release = resolve))
      return answer(200, body)
    })
    const before = issuer.outcome(FIRST.kid)
    await settled().then(() => release())
    await before
    issuer.clock.advance({ seconds: 2 })
    const early = issuer.outcome('never-seen')
    await settled()
    published = [SECOND.publicJwk]
    const late = issuer.outcome(SECOND.kid)
    release()
    expect(await early).toBe('unknown-key')
    await settled().then(() => release())
    expect(await late).toBe('found')
  })

  test('waits for a cool-down at most, even when the clock was set back', async () => {
    const issuer = openIssuer(up)
    await issuer.outcome(FIRST.kid)
    issuer.clock.set(0)
    const now = issuer.clock.now()
    await issuer.outcome('never-seen')
    expect(issuer.clock.now() - now).toBeLessThanOrEqual(2000)
  })

  test('a flood of random key ids costs one fetch a second, and good tokens pass', async () => {
    const issuer = openIssuer(up)
    await issuer.outcome(FIRST.kid)
    for (let second = 0; second < 3; second++) {
      const flood = Array.from({ length: MAX_WAITING }, (_, index) => issuer.outcome(`random-${second}-${index}`))
      expect(await issuer.outcome(FIRST.kid)).toBe('found')
      expect(new Set(await Promise.all(flood))).toEqual(new Set(['unknown-key']))
    }
    expect(issuer.keys.fetches()).toBe(4)
    const times = issuer.asked.map(({ at }) => at)
    for (const [index, at] of times.entries()) expect(at - (times[index - 1] ?? -Infinity)).toBeGreaterThanOrEqual(1000)
  })

  test('more than can wait are told that nobody can decide; known keys pass', async () => {
    const issuer = openIssuer(up)
    await issuer.outcome(FIRST.kid)
    const flood = Array.from({ length: MAX_WAITING + 50 }, (_, index) => issuer.outcome(`random-${index}`))
    expect(await issuer.outcome(FIRST.kid)).toBe('found')
    const outcomes = Map.groupBy(await Promise.all(flood), (outcome) => outcome)
    expect(outcomes.get('unknown-key')).toHaveLength(MAX_WAITING)
    expect(outcomes.get('KeysUnavailable')).toHaveLength(50)
  })

  test('a token without a key id gets the only key of its algorithm, and no other', async () => {
    expect(await openIssuer(up).outcome(undefined)).toBe('found another')
    expect(await openIssuer(() => [FIRST.publicJwk, SECOND.publicJwk]).outcome(undefined)).toBe('unknown-key')
  })
})
