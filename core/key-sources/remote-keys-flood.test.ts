import { expect, test } from 'vitest'
import { MAX_SHARING, MAX_SHARING_FIRST, MAX_WAITING } from './fetch-pace.ts'
import { FIRST, down, openIssuer, settled, up, type Published } from './remote-keys.fixture.ts'

/** An issuer that answers the fetch after so many others when the test says so. */
function openSlowIssuer(quick: number) {
  const { promise, resolve: release } = Promise.withResolvers<{ status: number; body: unknown; headers: object }>()
  let published: () => Published = () => promise
  const issuer = openIssuer(() => (issuer.asked.length <= quick ? up() : published()))
  const answer = () => {
    published = down
    release({ status: 200, body: { keys: [FIRST.publicJwk] }, headers: {} })
  }
  return { ...issuer, answer }
}

test.each([
  ['there is no key set yet', 0, MAX_SHARING_FIRST],
  ['the key set is due', 1, MAX_SHARING],
])(
  'a flood when %s: so many wait for one fetch, and one more is told that nobody can decide',
  async (_when, quick, most) => {
    const { asked, answer, clock, outcome } = openSlowIssuer(quick)
    if (quick > 0) await outcome(FIRST.kid)
    clock.advance({ minutes: 2 })
    const waiting = Array.from({ length: most }, () => outcome(FIRST.kid))
    await settled()
    expect(await outcome(FIRST.kid)).toBe('KeysUnavailable')
    answer()
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['found']))
    expect(asked).toHaveLength(quick + 1)
  },
)

test('a set that is only just due is good enough for whom there is no room', async () => {
  const { asked, answer, clock, outcome } = openSlowIssuer(1)
  await outcome(FIRST.kid)
  clock.advance({ seconds: 69 }) // of 60
  const waiting = Array.from({ length: MAX_SHARING }, () => outcome(FIRST.kid))
  await settled()
  expect(await outcome(FIRST.kid)).toBe('found')
  answer()
  expect(new Set(await Promise.all(waiting))).toEqual(new Set(['found']))
  expect(asked).toHaveLength(2)
})

test('strangers who come when the set is due take no room of those whose key is known', async () => {
  const { answer, clock, outcome } = openSlowIssuer(1)
  await outcome(FIRST.kid)
  clock.advance({ minutes: 2 })
  const strangers = Array.from({ length: MAX_SHARING + MAX_WAITING }, (_, at) => outcome(`stranger-${at}`))
  await settled()
  const good = outcome(FIRST.kid)
  await settled()
  answer()
  expect(await good).toBe('found')
  const waited = (await Promise.all(strangers)).filter((each) => each === 'unknown-key')
  expect(waited).toHaveLength(MAX_WAITING)
})

test('whoever comes before the first set is there waits for it, and unknown ids alone wait in line for another', async () => {
  const { asked, answer, outcome } = openSlowIssuer(0)
  const good = Array.from({ length: 2000 }, () => outcome(FIRST.kid))
  await settled() // it is being fetched
  good.push(...Array.from({ length: 600 }, () => outcome(FIRST.kid)))
  const strangers = Array.from({ length: MAX_WAITING + 10 }, (_, at) => outcome(`stranger-${at}`))
  answer()
  expect(new Set(await Promise.all(good))).toEqual(new Set(['found']))
  expect(new Set(await Promise.all(strangers))).toEqual(new Set(['KeysUnavailable'])) // the issuer is down by now
  expect(asked).toHaveLength(2)
})
