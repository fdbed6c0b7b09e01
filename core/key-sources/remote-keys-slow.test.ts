import { describe, expect, test } from 'vitest'
import { COOL_DOWN } from './fetch-pace.ts'
import { FIRST, SECOND, down, nothing, openIssuer, settled, up, type Published } from './remote-keys.fixture.ts'
import type { KeySetAnswer } from './remote-key-set.ts'
import { STALENESS_BOUND } from './remote-keys.ts'

const keySet = (keys: unknown[], cacheControl?: string): KeySetAnswer => ({
  status: 200,
  body: { keys },
  headers: { etag: '"1"', ...(cacheControl !== undefined && { 'cache-control': cacheControl }) },
})
const unchanged = (cacheControl?: string): KeySetAnswer => ({
  status: 304,
  body: '',
  headers: cacheControl === undefined ? {} : { 'cache-control': cacheControl },
})

/** An issuer whose answer the test may change, and that takes so many seconds for it. */
function setUp(first: () => Published = up) {
  const answers = { publish: first, seconds: 0 }
  const issuer = openIssuer(() => {
    issuer.clock.advance({ seconds: answers.seconds })
    return answers.publish()
  })
  return { ...issuer, answers }
}

describe('a slow answer', () => {
  test('is as old as its question: max-age counts from then', async () => {
    const { answers, asked, outcome, clock } = setUp()
    answers.seconds = 50
    expect(await outcome(FIRST.kid)).toBe('found')
    answers.seconds = 0
    clock.advance({ seconds: 9 })
    await outcome(FIRST.kid)
    expect(asked).toHaveLength(1)
    clock.advance({ seconds: 1 })
    await outcome(FIRST.kid)
    expect(asked).toHaveLength(2)
  })

  test('that says "unchanged" is as old as its question too', async () => {
    const { answers, asked, outcome, clock } = setUp()
    await outcome(FIRST.kid)
    answers.publish = () => unchanged()
    answers.seconds = 50
    clock.advance({ seconds: 60 })
    await outcome(FIRST.kid)
    clock.advance({ seconds: 9 })
    await outcome(FIRST.kid)
    expect(asked).toHaveLength(2)
    clock.advance({ seconds: 1 })
    await outcome(FIRST.kid)
    expect(asked).toHaveLength(3)
  })

  test('counts from its question for the staleness bound as well', async () => {
    const { answers, outcome, clock } = setUp()
    answers.seconds = 100
    await outcome(FIRST.kid)
    answers.publish = down
    answers.seconds = 0
    clock.advance({ milliseconds: STALENESS_BOUND - 100_001 })
    expect(await outcome(FIRST.kid)).toBe('found')
    clock.advance({ milliseconds: 1 })
    expect(await outcome(FIRST.kid)).toBe('KeysUnavailable')
  })

  test('for which others wait: of those that came while it was asked for, an unknown key asks once more', async () => {
    let release = nothing
    const { answers, asked, outcome } = setUp(
      () => new Promise((resolve) => (release = () => resolve(keySet([FIRST.publicJwk])))),
    )
    const known = outcome(FIRST.kid)
    await settled()
    const unknown = outcome(SECOND.kid)
    await settled()
    answers.publish = () => [FIRST.publicJwk, SECOND.publicJwk]
    release()
    expect(await known).toBe('found')
    expect(await unknown).toBe('found')
    expect(asked).toHaveLength(2)
  })
})

describe('max-age', () => {
  test('of a 304 counts from then on, shorter or longer', async () => {
    const { answers, asked, outcome, clock } = setUp()
    await outcome(FIRST.kid)
    for (const [cacheControl, seconds] of [
      ['max-age=10', 10],
      ['max-age=600', 600],
      [undefined, 600],
      ['no-cache', 1],
    ] as const) {
      answers.publish = () => unchanged(cacheControl)
      clock.advance({ hours: 0.9 }) // stale in any case
      await outcome(FIRST.kid)
      const fetches = asked.length
      clock.advance({ milliseconds: seconds * 1000 - 1 })
      expect(await outcome(FIRST.kid)).toBe('found')
      expect(asked, `${cacheControl}: kept`).toHaveLength(fetches)
      clock.advance({ milliseconds: 1 })
      expect(await outcome(FIRST.kid)).toBe('found')
      expect(asked, `${cacheControl}: asked again`).toHaveLength(fetches + 1)
    }
  })

  test('of a 200 counts in place of the one before', async () => {
    const { answers, asked, outcome, clock } = setUp()
    await outcome(FIRST.kid)
    answers.publish = () => keySet([FIRST.publicJwk], 'max-age=10')
    clock.advance({ seconds: 60 })
    await outcome(FIRST.kid)
    clock.advance({ seconds: 10 })
    await outcome(FIRST.kid)
    expect(asked).toHaveLength(3)
  })
})

describe('a withdrawn key', () => {
  test('costs one fetch for each cool-down, however often it is used', async () => {
    const { answers, asked, outcome, clock } = setUp()
    await outcome(FIRST.kid)
    answers.publish = () => [SECOND.publicJwk]
    clock.advance({ seconds: 60 })
    expect(await outcome(FIRST.kid)).toBe('revoked-key')
    expect(asked).toHaveLength(2)
    for (let call = 0; call < 20; call++) expect(await outcome(FIRST.kid)).toBe('revoked-key')
    clock.advance({ milliseconds: COOL_DOWN - 1 })
    expect(await outcome(FIRST.kid)).toBe('revoked-key')
    expect(asked).toHaveLength(2)
    expect(clock.waits).toEqual([])
    clock.advance({ milliseconds: 1 })
    expect(await outcome(FIRST.kid)).toBe('revoked-key')
    expect(asked).toHaveLength(3)
  })

  test('that comes back is believed after the cool-down', async () => {
    const { answers, outcome, clock } = setUp()
    await outcome(FIRST.kid)
    answers.publish = () => [SECOND.publicJwk]
    clock.advance({ seconds: 60 })
    await outcome(FIRST.kid)
    answers.publish = up
    clock.advance({ milliseconds: COOL_DOWN })
    expect(await outcome(FIRST.kid)).toBe('found')
  })
})

describe('the second failure', () => {
  test('of a fetch for an unknown key: nobody can decide, and the third try finds it', async () => {
    const { answers, outcome, clock } = setUp()
    await outcome(FIRST.kid)
    answers.publish = down
    for (let time = 0; time < 2; time++) {
      clock.advance({ seconds: 5 })
      expect(await outcome(SECOND.kid)).toBe('KeysUnavailable')
    }
    answers.publish = () => [SECOND.publicJwk]
    clock.advance({ seconds: 5 })
    expect(await outcome(SECOND.kid)).toBe('found')
  })

  test('keeps the cool-down like the first, and a good fetch ends the outage', async () => {
    const { answers, asked, outcome, clock } = setUp()
    await outcome(FIRST.kid)
    answers.publish = down
    clock.advance({ seconds: 60 })
    for (let failure = 1; failure <= 3; failure++) {
      await outcome(FIRST.kid)
      expect(asked).toHaveLength(1 + failure)
      clock.advance({ milliseconds: COOL_DOWN - 1 })
      await outcome(FIRST.kid)
      expect(asked).toHaveLength(1 + failure)
      clock.advance({ milliseconds: 1 })
    }
    answers.publish = up
    expect(await outcome(FIRST.kid)).toBe('found')
    expect(asked).toHaveLength(5)
    clock.advance({ seconds: 59 })
    await outcome(FIRST.kid)
    expect(asked).toHaveLength(5)
  })
})
