import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { manualClock, systemClock } from '#core/clock'
import { createLayeredStore } from '#core/store/layered-store'
import { createMemoryStore } from '#core/store/memory-store'
import { openSqliteStore } from '#core/store/sqlite-store'
import { sureTime } from '#core/store/sure-time'
import { madeUpOrder } from './made-up-keys.fixture.ts'
import { registryContract } from './registry.contract.ts'
import { createRegistry } from './registry.ts'
import { stateOfKey } from './service-keys.ts'

const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-registry-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

registryContract('memory', async () => {
  const store = createMemoryStore(systemClock)
  return { stores: [store, store], clock: systemClock }
})

registryContract('SQLite', async () => ({
  stores: [await openSqliteStore(folder, systemClock), await openSqliteStore(folder, systemClock)],
  clock: systemClock,
}))

registryContract('a layer that is on', async () => {
  const store = createLayeredStore(createMemoryStore(systemClock), { isOn: true, generation: 1 }, systemClock)
  return { stores: [store, store], clock: systemClock }
})

test('a clock that was moved and put back leaves nothing behind: not a key, and no retirement', async () => {
  const clock = manualClock('2026-11-26T12:00:00Z')
  const layer = { isOn: false, generation: 0 }
  const store = createLayeredStore(createMemoryStore(clock), layer, clock)
  const registry = createRegistry({ store, clock, sureNow: sureTime(clock), approval: 'first', graceSeconds: 60 })
  await registry.publish('orders', madeUpOrder('k0', clock.now()))
  const before = await registry.readAll()
  layer.isOn = true
  await registry.publish('orders', madeUpOrder('k1', clock.now(), 'k0'))
  await registry.publish('other', madeUpOrder('o1', clock.now()))
  clock.advance({ seconds: 60 })
  const { keys } = await registry.read('orders')
  expect(keys.map((key) => stateOfKey(key, clock.now()))).toEqual(['approved', 'ended'])
  layer.isOn = false
  layer.generation++
  expect(await registry.readAll()).toEqual(before)
})
