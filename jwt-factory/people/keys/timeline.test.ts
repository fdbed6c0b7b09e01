import { expect, test } from 'vitest'
import { createStokeKeys } from '#core/access/stoke-keys'
import { openKeyRings } from '#core/rings/open-key-rings'
import { activate, nextMove, prepare, type Ring } from '#core/rings/rotation'
import { rotationPolicy } from '#core/rings/rotation-settings'
import { ringsForEachTest } from '#core/rings/test-rings'
import { silent } from '#core/trace/recorder'
import { peopleKeySet } from './people-key-set.ts'
import { endOfKey, lookAgainAt, timelineSettings, type KeyPeriods } from './timeline.ts'

/** The example of the rule: L = 3 h, D = 30 m. */
const PERIODS: KeyPeriods = { tokenDuration: 1_800_000, keyDuration: 10_800_000 }
const { clock, place } = ringsForEachTest()

const START = Date.parse('2026-01-01T00:00:00Z')
const hours = (time: number) => new Date(time - START).toISOString().slice(12, 21).replace(/\.0$/, '')

/** Rings by the time line, and a way to go to a minute of it: the timer ticks once a minute until then. */
async function openTimeline(periods = PERIODS) {
  clock.set(START)
  const rings = await openKeyRings({
    ...place,
    firstRings: ['people'],
    algorithm: 'ES256',
    clock,
    ...timelineSettings(periods),
  })
  const names = new Map<string, string>()
  const nameOf = (kid: string) => names.get(kid) ?? (names.set(kid, `key ${names.size + 1}`), `key ${names.size}`)
  const told = () => {
    const { keys } = rings.life('people')
    const shown = rings.published('people').map(({ kid }) => nameOf(kid)).sort() // prettier-ignore
    return {
      keys,
      signs: nameOf(rings.active('people')?.kid ?? ''),
      shown,
      exp: hours(lookAgainAt(keys, periods, clock.now())),
    }
  }
  nameOf(rings.active('people')?.kid ?? '')
  return {
    rings,
    told,
    async goTo(time: string) {
      const end = START + Date.parse(`1970-01-01T0${time}Z`)
      while (clock.now() < end) {
        clock.set(Math.min(end, clock.now() + 60_000))
        await rings.tick()
      }
      const { signs, shown, exp } = told()
      return [signs, shown.join(), exp]
    },
  }
}

test('the worked example, at each of its moments and a moment before', async () => {
  const { goTo, told } = await openTimeline()
  expect([told().signs, told().shown.join(), told().exp]).toEqual(['key 1', 'key 1', '2:15:00'])
  const marks: [string, string, string, string][] = [
    ['1:59:59', 'key 1', 'key 1', '2:15:00'],
    ['2:00:00', 'key 1', 'key 1,key 2', '2:15:00'],
    ['2:14:59', 'key 1', 'key 1,key 2', '2:15:00'],
    ['2:15:00', 'key 1', 'key 1,key 2', '3:00:00.1'],
    ['2:29:59', 'key 1', 'key 1,key 2', '3:00:00.1'],
    ['2:30:00', 'key 2', 'key 1,key 2', '4:15:00'],
    ['2:59:59', 'key 2', 'key 1,key 2', '4:15:00'],
    ['3:00:00', 'key 2', 'key 2', '4:15:00'],
    ['3:59:59', 'key 2', 'key 2', '4:15:00'],
    ['4:00:00', 'key 2', 'key 2,key 3', '4:15:00'],
    ['4:15:00', 'key 2', 'key 2,key 3', '5:00:00.1'],
    ['4:30:00', 'key 3', 'key 2,key 3', '6:15:00'],
    ['5:00:00', 'key 3', 'key 3', '6:15:00'],
  ]
  for (const [time, ...state] of marks) expect([time, ...(await goTo(time))]).toEqual([time, ...state])
})

test('a client that asks again when exp has passed asks once a period, and always has the key that signs', async () => {
  const { rings, goTo, told } = await openTimeline()
  const asked: string[] = []
  const client = createStokeKeys({
    async fetchKeySet() {
      asked.push(hours(clock.now()))
      const { keys: ring } = rings.life('people')
      return peopleKeySet({ ring, keys: rings.keySet().keys, periods: PERIODS, now: clock.now() })
    },
    now: clock.now,
    log: { warn: () => expect.unreachable('each set can be read') },
  })
  const context = { trace: { traceId: 'a'.repeat(32), parentId: undefined, sampled: false }, recorder: silent, deadline: Infinity } // prettier-ignore
  for (let minute = 0; minute <= 6 * 60; minute++) {
    await goTo(`${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}:00`)
    const keys = await client.keysFor(context)
    expect(keys.length, hours(clock.now())).toBeGreaterThan(0)
    expect(keys.length).toBeLessThan(3)
    expect(told().shown.length).toBeGreaterThanOrEqual(1)
  }
  expect(asked).toEqual(['0:00:00', '2:16:00', '3:01:00', '4:16:00', '5:01:00'])
})

test('a token that is not renewed can be verified for its whole life, whenever it was signed', async () => {
  const { rings, goTo } = await openTimeline()
  const lives: [kid: string, until: number][] = []
  for (let minute = 0; minute <= 6 * 60; minute += 5) {
    await goTo(`${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}:00`)
    lives.push([rings.active('people')?.kid ?? '', clock.now() + PERIODS.tokenDuration])
    const shown = new Set(rings.published('people').map(({ kid }) => kid))
    for (const [kid, until] of lives) if (clock.now() < until) expect(shown).toContain(kid)
  }
})

test('a token that was renewed just before its key stops to sign outlives it, and the end of the key says so', async () => {
  const { goTo, told } = await openTimeline()
  await goTo('2:29:00')
  const { keys } = told()
  const active = keys.find(({ state }) => state === 'active')
  if (!active) return expect.unreachable('a key signs')
  expect(hours(endOfKey(active, keys, PERIODS))).toBe('3:00:00')
  await goTo('2:31:00')
  const retired = told().keys.find(({ kid }) => kid === active.kid)
  if (!retired) return expect.unreachable('it is still published')
  expect(hours(endOfKey(retired, told().keys, PERIODS))).toBe('3:00:00')
})

test('by its place in the set a key has another id as soon as the one before it leaves', async () => {
  const { rings, goTo, told } = await openTimeline()
  const answered = (hasIndexKeyIds: boolean) =>
    peopleKeySet({ ring: told().keys, keys: rings.keySet().keys, periods: PERIODS, now: clock.now(), hasIndexKeyIds })
  const idsOf = (hasIndexKeyIds: boolean) => answered(hasIndexKeyIds).keys.map(({ kid }) => kid)
  await goTo('2:45:00')
  const second = rings.active('people')?.kid ?? ''
  expect([idsOf(false)[1], idsOf(true)]).toEqual([second, ['p-0', 'p-1']])
  await goTo('3:01:00')
  expect([idsOf(false), idsOf(true)]).toEqual([[second], ['p-0']])
  expect(answered(true)).toMatchObject({ exp: '2026-01-01T04:15:00.000Z', keys: [{ kty: 'EC', use: 'sig' }] })
})

const key = (kid: string) => ({ kid, algorithm: 'ES256' as const })

test('where the next key is late, the one that signs goes on, and clients ask until both are there', () => {
  const minute = 60_000
  const first: Ring = activate(prepare([], key('one'), 0), 'one', 0)
  const at = (minutes: number) => minutes * minute
  expect(lookAgainAt(first, PERIODS, at(150))).toBe(at(135))
  const late = prepare(first, key('two'), at(170))
  const policy = rotationPolicy(timelineSettings(PERIODS))
  expect(nextMove(late, policy, at(199))).toBeUndefined()
  expect(nextMove(late, policy, at(200))).toBe('activate')
  const [two, one] = late
  if (!one || !two) return expect.unreachable('there are two')
  expect(endOfKey(one, late, PERIODS)).toBe(at(230)) // it signs until 200, and a token of then lives until 230
  expect(lookAgainAt(late, PERIODS, at(171))).toBe(at(185))
  expect(lookAgainAt(late, PERIODS, at(186))).toBe(at(230) + 100)
  expect(lookAgainAt([], PERIODS, 7)).toBe(7)
})

test('with the shortest keys that there may be, no token outlives its key either', async () => {
  const periods = { tokenDuration: 1_800_000, keyDuration: 3_660_000 }
  const { rings, goTo } = await openTimeline(periods)
  const lives: [kid: string, until: number][] = []
  for (let minute = 0; minute <= 5 * 60; minute += 5) {
    await goTo(`${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}:00`)
    lives.push([rings.active('people')?.kid ?? '', clock.now() + periods.tokenDuration])
    const shown = new Set(rings.published('people').map(({ kid }) => kid))
    for (const [kid, until] of lives) if (clock.now() < until) expect(shown).toContain(kid)
  }
})
