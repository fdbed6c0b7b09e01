import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import type { ClockChangeInput } from '#core/control/move-clock'
import type { Ring } from '#core/rings/rotation'
import { STORE_FILE } from '#core/store/sqlite-store'
import { controlOf } from './support/controlled.ts'
import { expectAllRight } from './support/right-plays.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'
import { until } from './support/until.ts'

// The clocks of all processes are moved, and everything that goes by them follows.

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Keys sign for two hours, and are published for a minute before. */
const ENV = { KEY_LIFETIME: '7200', KEY_SET_MAX_AGE: '60' }

let sandbox: TestSandbox
const control = controlOf(() => sandbox)
beforeAll(async () => {
  sandbox = await openTestSandbox({ env: ENV })
})
afterEach(async () => {
  await control.reset()
  expect(badLines(sandbox)).toEqual([])
})
afterAll(() => sandbox.close())

const badLines = ({ logs }: TestSandbox) =>
  logs.filter((line) => line.includes('"msg":"bug"') || line.includes('rotation-failed'))
const play = async (path: string) => (await sandbox.plain('servicea', path)).body
const ringOf = async (path: string): Promise<Ring> => (await sandbox.plain('jwt-factory', path)).body.keys
const mint = async (order: object) =>
  (await sandbox.plain('jwt-factory', '/control/mint', { method: 'POST', body: order })).text.trim()
const bringTo = (path: string, token: string) =>
  sandbox.get('serviceb', path, { headers: { authorization: `Bearer ${token}` } })

test('more than a day goes by: the due rotations happen before the answer, in order, each at its time', async () => {
  const [before] = await ringOf('/keys')
  await control.clocks({ advance: '1d 90m' }) // what was retired last is forgotten by then
  const after = await ringOf('/keys')
  const [active] = after
  expect(after.map(({ state }) => state)).toEqual(['active'])
  const rotations = ((active?.since ?? 0) - (before?.since ?? 0)) / (2 * HOUR)
  expect(rotations).toBeCloseTo(12, 1) // each was late by no more than a tick of a second
  const { keys } = (await sandbox.plain('jwt-factory', '/jwks')).body
  expect(keys.map(({ kid }: { kid: string }) => kid)).toEqual([active?.kid])
  await expectAllRight(play)
})

test('between two rotations the next key is published before it signs', async () => {
  const [first] = await ringOf('/keys')
  const nearlyDue = (first?.since ?? 0) + 2 * HOUR - 30_000 - systemClock.now()
  await control.clocks({ advance: nearlyDue / 1000 })
  expect((await ringOf('/keys')).map(({ state }) => state)).toEqual(['prepared', 'active'])
  await control.clocks({ advance: '1m' })
  expect((await ringOf('/keys')).map(({ state }) => state)).toEqual(['active', 'retired'])
})

test('rotations happen after a leap of the date, too, and are not cut short', async () => {
  await control.clocks({ set: '2040-01-01T00:00:00Z' })
  const { body } = await control.ask('jwt-factory', 'PUT', '/clock', { advance: '1d' })
  expect(body.advanced).toMatchObject({ isCut: false })
  expect(body.advanced.tasks).toBeLessThan(400)
  const [active] = await ringOf('/keys')
  expect((active?.since ?? 0) - Date.parse('2040-01-01T00:00:00Z')).toBeGreaterThan(22 * HOUR)
})

test('a year of keys is more than an advance does: what it leaps over has led to a young key before the answer', async () => {
  const { body } = await control.ask('jwt-factory', 'PUT', '/clock', { advance: '1y' })
  expect(body.advanced).toMatchObject({ isCut: true })
  expect(body.advanced.tasks).toBeLessThan(1100)
  const ring = await ringOf('/keys')
  const active = ring.find(({ state }) => state === 'active')
  expect(Date.parse(body.clock.now) - (active?.since ?? 0)).toBeLessThan(3 * HOUR)
  expect(ring.length).toBeLessThan(4) // what nobody can need any more is gone
})

test('tokens expire, and kept tokens are renewed before they do', async () => {
  const token = await mint({ lifetime: '10m' })
  const first = await play('/scenario8?reuse=1')
  expect((await play('/scenario8?reuse=1')).claims.jti).toBe(first.claims.jti)
  expect((await bringTo('/scenario7-server', token)).body).toMatchObject({ valid: true })
  await control.clocks({ advance: '50m' }) // more than the used share of an hour
  expect((await bringTo('/scenario7-server', token)).body).toMatchObject({ valid: false, reason: 'expired' })
  const second = await play('/scenario8?reuse=1')
  expect(second).toMatchObject({ valid: true, servicec: { valid: true } })
  expect(second.claims.jti).not.toBe(first.claims.jti)
})

test('key sets age, and are fetched again after their time', async () => {
  const fetches = async () => (await control.requests('jwt-factory', '?on=jwks&from=serviceb')).count
  await control.clocks({ freeze: true }) // however long the plays take
  await play('/scenario5')
  await play('/scenario5')
  expect(await fetches()).toBe(1)
  await control.clocks({ advance: '50s' })
  await play('/scenario5')
  expect(await fetches()).toBe(1)
  await control.clocks({ advance: '11s' })
  await play('/scenario5')
  expect(await fetches()).toBe(2)
})

test('keys of before are forgotten in time, also after the clock was set back and reset', async () => {
  await sandbox.plain('jwt-factory', '/keys/servicea', { method: 'POST' })
  await control.clocks({ set: '1990-01-01' })
  await play('/scenario6')
  await control.reset()
  expect((await ringOf('/keys/servicea')).length).toBeGreaterThan(1)
  await control.clocks({ advance: '62m' }) // longer than their tokens live
  expect((await ringOf('/keys/servicea')).map(({ state }) => state)).toEqual(['active'])
})

test('a clock that is wrong in one process alone: the others do not believe what it signs', async () => {
  await control.ask('jwt-factory', 'PUT', '/clock', { skew: '1h' })
  expect(await play('/scenario5')).toMatchObject({ valid: false, reason: 'not-active' })
  await control.ask('jwt-factory', 'PUT', '/clock', { skew: '-2h' })
  expect(await play('/scenario5')).toMatchObject({ valid: false, reason: 'expired' })
})

const inAYear = () => new Date(systemClock.now() + 365 * DAY).toISOString()
const aYearAgo = () => new Date(systemClock.now() - 365 * DAY).toISOString()

const LEAPS: [string, () => ClockChangeInput[]][] = [
  ['set a year ahead', () => [{ set: inAYear() }]],
  ['set a year back', () => [{ set: aYearAgo() }]],
  ['wrong by a year', () => [{ skew: '1y' }]],
  ['wrong by a year, the other way', () => [{ skew: '-1y' }]],
  ['advanced by a year', () => [{ advance: '1y' }]],
  [
    'there and back again',
    () => [{ set: inAYear() }, { advance: '3h' }, { set: aYearAgo() }, { skew: '1y' }, { advance: '3h' }],
  ],
]

test.concurrent.for(LEAPS)(
  'clocks that were %s: all scenarios play, and after a reset as well',
  async ([, changes], { expect, onTestFinished }) => {
    const one = await openTestSandbox({ env: ENV })
    onTestFinished(() => one.close())
    const itsControl = controlOf(() => one)
    const itsRing = async () => (await one.plain('jwt-factory', '/keys')).body.keys
    const itsPlay = async (path: string) => (await one.plain('servicea', path)).body
    const before = await itsRing()
    for (const change of changes()) await itsControl.clocks(change)
    await one.plain('servicea', '/gen-keys', { method: 'POST' })
    await expectAllRight(itsPlay)
    await itsControl.reset()
    expect(await itsRing()).toEqual(before)
    await expectAllRight(itsPlay)
    expect(badLines(one)).toEqual([])
  },
)

test('frozen clocks: nothing hangs, be it a key that nobody knows, a cool-down or a locked store', async () => {
  await play('/scenario5')
  await control.clocks({ freeze: true })
  const database = new DatabaseSync(join(sandbox.keysFolder, 'jwt-factory', STORE_FILE))
  database.exec('begin immediate')
  await expectAllRight(play)
  await expectAllRight(play) // unknown keys within the cool-down of the first ones
  database.close()
  await control.clocks({ freeze: false })
  await expectAllRight(play)
})

test('a store that is locked when the clocks freeze is waited for no longer than ever', async () => {
  const database = new DatabaseSync(join(sandbox.keysFolder, 'jwt-factory', STORE_FILE))
  database.exec('begin immediate')
  const outcome = await until('a request that is waiting for the store by then', async () => {
    const waiting = play('/scenario7') // its assertion is to be spent
    await until('the request', async () => (await control.requests('jwt-factory', '?on=token')).count > 0)
    await control.clocks({ freeze: true })
    const came = await waiting
    await control.reset()
    return came.valid ? false : came // it came to what stands in for the store while clocks are moved
  })
  expect(outcome).toMatchObject({ status: 503 })
  database.close()
})

test('fast clocks: minutes are over in a moment, and keys change at that pace', async () => {
  const token = await mint({ lifetime: '2m' })
  expect((await bringTo('/scenario7-server', token)).body).toMatchObject({ valid: true })
  const [before] = await ringOf('/keys')
  await control.clocks({ speed: 600 })
  await until('the end of the token', async () => (await bringTo('/scenario7-server', token)).body.reason === 'expired')
  await control.clocks({ speed: 10_000 })
  await until('another key', async () => (await ringOf('/keys'))[0]?.kid !== before?.kid)
})
