import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { manualClock, type ManualClock } from '../clock.ts'
import { createLayeredStore, type Layer } from './layered-store.ts'
import { createMemoryStore } from './memory-store.ts'
import { openSqliteStore } from './sqlite-store.ts'
import { storeContract } from './store.contract.ts'
import type { Store } from './store.ts'

const START = '2026-01-01T00:00:00Z'
const HOUR = 3_600_000

const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))
async function openSqlite(clock: ManualClock): Promise<Store> {
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-layer-'))
  folders.push(folder)
  return openSqliteStore(folder, clock)
}

describe.each<[string, (clock: ManualClock) => Promise<Store>]>([
  ['memory', async (clock) => createMemoryStore(clock)],
  ['SQLite', openSqlite],
])('a layer over %s', (name, openBase) => {
  for (const isOn of [true, false]) {
    storeContract(`a layer over ${name}, ${isOn ? 'on' : 'off'}`, async () => {
      const clock = manualClock(START)
      const store = createLayeredStore(await openBase(clock), { isOn, generation: 0 }, clock)
      return { stores: [store, store], clock }
    })
  }

  let clock: ManualClock
  let base: Store
  let layer: { -readonly [Part in keyof Layer]: Layer[Part] }
  let store: Store
  beforeEach(async () => {
    clock = manualClock(START)
    base = await openBase(clock)
    layer = { isOn: false, generation: 0 }
    store = createLayeredStore(base, layer, clock)
    return () => base.close()
  })

  const turnOn = () => void (layer.isOn = true)
  const drop = () => {
    layer.isOn = false
    layer.generation++
  }

  test('what is made while it is on is seen there, and never below', async () => {
    await store.set('s', 'kept', 'old')
    await store.set('s', 'gone', 'old')
    turnOn()
    expect(await store.add('s', 'kept', 'second')).toBe(false)
    expect(await store.update('s', 'kept', 'old', 'new')).toBe(true)
    expect(await store.delete('s', 'gone')).toBe(true)
    expect(await store.add('s', 'made', 'v')).toBe(true)
    expect(await store.list('s')).toEqual([
      ['kept', 'new'],
      ['made', 'v'],
    ])
    const below = [
      ['gone', 'old'],
      ['kept', 'old'],
    ]
    expect(await base.list('s')).toEqual(below)
    drop()
    expect(await store.list('s')).toEqual(below)
    turnOn()
    expect(await store.list('s')).toEqual(below)
  })

  test('an entry that is over hides what lies below it, however it came to be over', async () => {
    await store.set('s', 'expires', 'below')
    await store.set('s', 'removed', 'below')
    turnOn()
    await store.set('s', 'expires', 'on top', clock.now() + 1000)
    await store.update('s', 'removed', 'below', 'below', 0)
    clock.advance({ seconds: 1 })
    for (const key of ['expires', 'removed']) {
      expect(await store.get('s', key)).toBeUndefined()
      expect(await store.delete('s', key)).toBe(false)
      expect(await store.update('s', key, 'below', 'v')).toBe(false)
    }
    expect(await store.list('s')).toEqual([])
    expect(await store.add('s', 'expires', 'again')).toBe(true)
    expect(await store.get('s', 'expires')).toBe('again')
  })

  test('of fifty who add at once one wins, whether the id lay below and is over by now or was never there', async () => {
    await store.set('spent', 'below', '', clock.now() + 1000)
    turnOn()
    clock.advance({ seconds: 2 })
    for (const id of ['below', 'never there']) {
      const adds = Array.from({ length: 50 }, (_, at) => store.add('spent', id, `racer ${at}`, clock.now() + HOUR))
      const wins = await Promise.all(adds)
      expect(wins.filter(Boolean)).toHaveLength(1)
      expect(await store.get('spent', id)).toBe(`racer ${wins.indexOf(true)}`)
    }
  })

  test('what has begun before the layer was dropped is dropped with it, and nothing of it is below', async () => {
    await store.set('s', 'k', 'old')
    turnOn()
    const begun = Promise.all([
      store.update('s', 'k', 'old', 'new'),
      store.add('s', 'other', 'v'),
      store.set('s', 'third', 'v'),
      store.delete('s', 'k'),
    ])
    drop()
    await begun
    expect(await store.list('s')).toEqual([['k', 'old']])
    turnOn()
    expect(await store.list('s')).toEqual([['k', 'old']])
  })
})

test('a layer does not grow with what has expired, where nothing lies below', async () => {
  const clock = manualClock(START)
  const layer = { isOn: true, generation: 0 }
  const few = 300 * 120 // bytes
  const store = createLayeredStore(createMemoryStore(clock), layer, clock, { maxBytes: few })
  for (let at = 0; at < 5000; at++) {
    await store.add('spent', `id-${at}`, 'v', clock.now() + 100)
    clock.advance({ milliseconds: 1 })
  }
  expect(await store.get('spent', 'id-4999')).toBe('v')
})
