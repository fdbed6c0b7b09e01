import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test, type TestContext } from 'vitest'
import { systemClock } from '../clock.ts'
import { openSqliteStore, STORE_FILE } from './sqlite-store.ts'
import { StoreUnavailable } from './store.ts'

/** Much longer than one wait, much shorter than thirty. Milliseconds. */
const LONG = 30_000

/** A store, and another process in the middle of a long change. */
async function setUp({ onTestFinished }: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-store-'))
  const store = await openSqliteStore(folder, systemClock)
  await store.set('a', 'known', 'v')
  const other = new DatabaseSync(join(folder, STORE_FILE))
  other.exec('begin immediate')
  onTestFinished(async () => {
    other.close()
    await store.close()
    await rm(folder, { recursive: true })
  })
  return { store, other }
}

describe.concurrent('while another process holds the file for good', () => {
  test('thirty who want to write hear no together, and the process goes on meanwhile', async (context) => {
    const { expect } = context
    const { store } = await setUp(context)
    const begin = systemClock.monotonic()
    const order: string[] = []
    const add = (key: string) => store.add('a', key, 'v').finally(() => order.push('no'))
    const writes = Array.from({ length: 30 }, (_, at) => add(`key-${at}`))
    const other = systemClock.delay(1).then(() => order.push('something else'))
    await Promise.all([other, ...writes.map((write) => expect(write).rejects.toThrow(StoreUnavailable))])
    expect(systemClock.monotonic() - begin).toBeLessThan(LONG)
    expect(order).toEqual(['something else', ...writes.map(() => 'no')])
  })

  test('thirty who come one after the other wait no longer than those who come together', async (context) => {
    const { expect } = context
    const { store } = await setUp(context)
    const begin = systemClock.monotonic()
    for (let at = 0; at < 30; at++) await expect(store.set('a', `key-${at}`, 'v')).rejects.toThrow(StoreUnavailable)
    expect(systemClock.monotonic() - begin).toBeLessThan(LONG)
  })

  test('what is there can be read at once', async (context) => {
    const { expect } = context
    const { store } = await setUp(context)
    let isWaiting = true
    const write = expect(store.set('a', 'k', 'v').finally(() => (isWaiting = false))).rejects.toThrow(StoreUnavailable)
    expect(await store.get('a', 'known')).toBe('v')
    expect(isWaiting).toBe(true)
    await write
  })

  test('all who wait get through once it lets go', async (context) => {
    const { expect } = context
    const { store, other } = await setUp(context)
    const writes = Array.from({ length: 30 }, (_, at) => store.add('a', `key-${at}`, 'v'))
    await systemClock.delay(100)
    other.exec('rollback')
    expect(await Promise.all(writes)).toEqual(writes.map(() => true))
  })
})
