import { beforeEach, describe, expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { createMemoryStore } from '#core/store/memory-store'
import { sureTime } from '#core/store/sure-time'
import { madeUpOrder } from './made-up-keys.fixture.ts'
import { createRegistry, type Registry } from './registry.ts'
import { MOST_KEPT, MOST_STRANGERS } from './service-room.ts'

let clock: ReturnType<typeof manualClock>
let store: ReturnType<typeof createMemoryStore>
let registry: Registry
beforeEach(() => {
  clock = manualClock('2026-11-26T12:00:00Z')
  store = createMemoryStore(clock)
  registry = createRegistry({ store, clock, sureNow: sureTime(clock), approval: 'first', graceSeconds: 600 })
})

const publish = (name: string) => registry.publish(name, madeUpOrder(`key of ${name}`, clock.now()))
const names = async () => (await registry.readAll()).map(([name]) => name)
const fill = async (prefix: string, count: number) => {
  for (let at = 0; at < count; at++) await publish(`${prefix}${String(at).padStart(3, '0')}`)
}
const FULL = expect.objectContaining({ type: 'too-many-keys', headers: { 'retry-after': expect.any(String) } })

describe('a stranger who publishes first keys under many names', () => {
  test('fills the room of strangers and no more, and keeps others out for ten minutes', async () => {
    await fill('flood', MOST_STRANGERS)
    await expect(publish('honest')).rejects.toEqual(FULL)
    expect(await names()).toHaveLength(MOST_STRANGERS)
    clock.advance({ minutes: 10 })
    await publish('honest')
    expect(await names()).toHaveLength(MOST_STRANGERS)
    expect(await names()).toContain('honest')
  })

  test('takes no place of a service for whose keys somebody asks, for a day', async () => {
    await publish('honest')
    registry.noteUse('honest')
    clock.advance({ minutes: 1 })
    await fill('flood', MOST_STRANGERS - 1)
    clock.advance({ hours: 23, minutes: 58 })
    await fill('more', MOST_STRANGERS - 1)
    expect(await names()).toContain('honest')
    clock.advance({ minutes: 10 })
    await fill('last', MOST_STRANGERS)
    expect(await names()).not.toContain('honest')
  })

  test('takes no place of a service that a person knows, ever', async () => {
    await publish('known')
    await registry.approve('known', 'key of known')
    for (const round of ['a', 'b', 'c']) {
      clock.advance({ days: 2 })
      await fill(round, MOST_STRANGERS)
    }
    expect(await names()).toHaveLength(MOST_STRANGERS + 1)
    expect(await names()).toContain('known')
  })

  test('many at once pass no bound', async () => {
    const all = await Promise.allSettled(Array.from({ length: 500 }, (_, at) => publish(`at-once-${at}`)))
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(MOST_STRANGERS)
    expect(await names()).toHaveLength(MOST_STRANGERS)
  })

  test('leaves no notes of use behind', async () => {
    for (let round = 0; round < 3; round++) {
      await fill(`round-${round}-`, MOST_STRANGERS)
      for (const name of await names()) registry.noteUse(name)
      expect((await store.list('registry-use')).length).toBeLessThanOrEqual(MOST_STRANGERS)
      clock.advance({ days: 1 })
    }
  })
})

test('a clock that leaps ahead gives no place away, for it may be set back', async () => {
  await fill('flood', MOST_STRANGERS)
  clock.set('2027-11-26T12:00:00Z')
  await expect(publish('honest')).rejects.toEqual(FULL)
})

test('a person keeps so many services, and is told when there are no more', async () => {
  for (let at = 0; at < MOST_KEPT; at++) {
    await publish(`kept-${at}`)
    await registry.approve(`kept-${at}`, `key of kept-${at}`)
  }
  await publish('one-more')
  await expect(registry.approve('one-more', 'key of one-more')).rejects.toMatchObject({ type: 'too-many-keys' })
  await registry.approve('kept-0', 'key of kept-0')
})
