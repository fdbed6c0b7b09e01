import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock } from '#core/clock'
import type { Environment } from '#core/config/setting'
import { openStore } from '#core/store/open-store'
import { createRingUse } from './ring-use.ts'
import { openLoneFactory } from '../tests/support/lone-factory.ts'
import { until } from '../tests/support/until.ts'

// How long a key is published and signs follows from several settings; where they are put together is start.ts.

const START = Date.parse('2026-11-22T12:00:00Z')

interface Key {
  kid: string
  state: string
  since: number
}

async function open(env: Environment) {
  const clock = manualClock(START)
  const settings = { STORE: 'memory', FACTORY_TOKEN_LIFETIME: '60', CLOCK_LEEWAY: '30', ...env }
  const factory = await openLoneFactory(settings, { clock })
  onTestFinished(() => factory.close())
  const ask = async (path: string, method = 'GET') => {
    // A connection of its own: one that was kept is over when the time moves.
    const answer = await fetch(`http://127.0.0.1:${factory.port}${path}`, { method, headers: { connection: 'close' } })
    return (await answer.json()) as { keys: Key[] } // of both routes
  }
  const keys = async () => (await ask('/keys')).keys
  return {
    clock,
    factory,
    keys,
    renew: () => ask('/keys', 'POST'),
    states: async () => (await keys()).map(({ state }) => state),
    published: async () => [...(await ask('/jwks')).keys, ...(await ask('/utils/jwks')).keys].map(({ kid }) => kid),
  }
}

test('a retired key is published for the life of its tokens, the leeway, and the second that rounding may add', async () => {
  const { clock, keys, renew, published } = await open({})
  const [before] = await keys()
  await renew()
  clock.advance({ milliseconds: (60 + 30 + 1) * 1000 - 1 })
  expect(await published()).toContain(before?.kid)
  clock.advance({ milliseconds: 1 })
  expect(await published()).not.toContain(before?.kid)
})

test.each([0, 5])('with KEY_OVERLAP=%i it is published for that many seconds', async (overlap) => {
  const { clock, keys, renew, published } = await open({ KEY_OVERLAP: String(overlap) })
  const [before] = await keys()
  await renew()
  if (overlap > 0) {
    clock.advance({ milliseconds: overlap * 1000 - 1 })
    expect(await published()).toContain(before?.kid)
    clock.advance({ milliseconds: 1 })
  }
  expect(await published()).not.toContain(before?.kid)
})

test('the next key is published for max-age and a cool-down before it signs, and signs when KEY_LIFETIME is over', async () => {
  const { clock, keys, published, states } = await open({ KEY_LIFETIME: '1000', KEY_SET_MAX_AGE: '100' })
  const rings = (await published()).length // each has one key
  clock.advance({ seconds: 898 })
  expect(await published()).toHaveLength(rings)
  clock.advance({ seconds: 1 })
  // All of them: the timer leaves a turn out while it is still busy with the one before.
  await until('every ring has a prepared key', async () => (await published()).length === 2 * rings)
  expect(await keys()).toMatchObject([{ state: 'prepared', since: START + 899_000 }, { state: 'active' }])
  clock.advance({ seconds: 100 })
  expect(await states()).toEqual(['prepared', 'active'])
  clock.advance({ seconds: 1 })
  await until('the prepared key signs', async () => (await states())[0] === 'active')
  expect(await keys()).toMatchObject([{ state: 'active', since: START + 1_000_000 }, { state: 'retired' }])
})

test('what belongs into the folder of the factory is no stranger there', async () => {
  const { factory } = await open({ STORE: 'sqlite' })
  const again = await openLoneFactory({ STORE: 'sqlite' }, { keysFolder: factory.keysFolder })
  onTestFinished(() => again.close())
  expect(again.logs.filter((line) => line.includes('key-file-left-alone'))).toEqual([])
})

test('a ring that signed keeps its place for as long as such a token may live', async () => {
  const { clock, factory } = await open({ STORE: 'sqlite' })
  const body = JSON.stringify({ aud: 'serviceb' })
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body }
  await fetch(`http://127.0.0.1:${factory.port}/keys/mine`, { method: 'POST' })
  expect((await fetch(`http://127.0.0.1:${factory.port}/issueToken/mine`, init)).status).toBe(200)
  const store = await openStore('sqlite', { folder: join(factory.keysFolder, 'jwt-factory'), clock })
  onTestFinished(() => store.close())
  const use = createRingUse({ store, clock, sureNow: clock.now, lifeSeconds: 0, firstRings: [] })
  clock.advance({ seconds: 60 + 30 + 60 }) // a use is written down once a minute
  expect(await use.ringIds()).toContain('mine')
})

test('a store that was used at a later date than now, or long ago, is told of at a start', async () => {
  const { factory } = await open({ STORE: 'sqlite' })
  const startAt = async (time: number) => {
    const options = { keysFolder: factory.keysFolder, clock: manualClock(time) }
    const { logs, close } = await openLoneFactory({ STORE: 'sqlite' }, options)
    await close()
    return logs.filter((line) => line.includes('"store-date-')).map((line) => JSON.parse(line))
  }
  expect(await startAt(START)).toEqual([])
  const [leapt] = await startAt(START + 2 * 86_400_000)
  expect(leapt).toMatchObject({ msg: 'store-date-leapt', last: new Date(START).toISOString() })
  const [ahead] = await startAt(START)
  expect(ahead).toMatchObject({ msg: 'store-date-ahead', advice: expect.stringContaining('clock of this machine') })
})
