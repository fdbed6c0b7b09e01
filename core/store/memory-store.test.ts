import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { createMemoryStore } from './memory-store.ts'
import { StoreUnavailable } from './store.ts'

test('the memory store does not grow with what has expired', async () => {
  const clock = manualClock('2026-01-01T00:00:00Z')
  const store = createMemoryStore(clock)
  await store.set('spent', 'kept', 'v')
  for (let at = 0; at < 10_000; at++) {
    await store.add('spent', `id-${at}`, 'v', clock.now() + 100)
    clock.advance({ milliseconds: 1 })
  }
  expect(store.size()).toBeLessThan(500)
  expect(await store.get('spent', 'kept')).toBe('v')
})

test('the memory store is bounded: it refuses what it could not remember, and takes it again when there is room', async () => {
  const clock = manualClock('2026-01-01T00:00:00Z')
  const store = createMemoryStore(clock, { maxBytes: 3 * 104 })
  for (const key of ['1', '2', '3']) await store.add('spent', key, 'v', clock.now() + 100)
  await expect(store.add('spent', '4', 'v')).rejects.toBeInstanceOf(StoreUnavailable)
  await expect(store.set('spent', '4', 'v')).rejects.toBeInstanceOf(StoreUnavailable)
  await store.set('spent', '3', 'w')
  clock.advance({ seconds: 1 })
  await expect(store.add('spent', '4', 'v')).resolves.toBe(true)
})

test('the bound is one of bytes, for all spaces together, and what lives is never dropped for it', async () => {
  const clock = manualClock('2026-01-01T00:00:00Z')
  const store = createMemoryStore(clock, { maxBytes: 100_000 })
  await store.set('revoked', 'id', 'v', clock.now() + 3_600_000)
  let taken = 0
  const fill = async () => {
    for (;;) {
      for (const space of ['a', 'b', 'c', 'd', 'e']) {
        await store.set(space, `${taken}`.padEnd(250, 'x'), 'v', clock.now() + 1000)
        taken++
      }
    }
  }
  await expect(fill()).rejects.toMatchObject({ detail: 'The memory of the store is full.' })
  expect(taken).toBeGreaterThan(100)
  expect(taken * 500).toBeLessThan(100_000)
  await expect(store.set('revoked', 'id', 'v'.repeat(1000))).rejects.toBeInstanceOf(StoreUnavailable)
  expect(await store.get('revoked', 'id')).toBe('v')

  // There is room again, whichever space it was that took it.
  clock.advance({ seconds: 1 })
  for (let at = 0; at < 1000; at++)
    await store
      .set('revoked', `other-${at}`.padEnd(250, 'x'), 'v', clock.now() + 1)
      .then(() => clock.advance({ milliseconds: 1 }))
  expect(store.size()).toBeLessThan(20)
  expect(await store.get('revoked', 'id')).toBe('v')
})

test('what is deleted, and what is replaced by less, makes room', async () => {
  const store = createMemoryStore(manualClock(0), { maxBytes: 1000 })
  for (let time = 0; time < 100; time++) {
    await store.set('a', 'k', 'v'.repeat(400))
    await store.set('a', 'k', 'v')
    await store.set('b', 'k', 'v'.repeat(300))
    expect(await store.delete('b', 'k')).toBe(true)
  }
})

test('a clock that ran ahead for a while, and is set back, has wiped out nothing that lives', async () => {
  const clock = manualClock('2026-01-01T00:00:00Z')
  const store = createMemoryStore(clock)
  const before = clock.now()
  await store.set('revoked', 'id', 'v', before + 600_000)
  clock.set(before + 7 * 86_400_000)
  for (let at = 0; at < 600; at++) await store.set('revoked', `other-${at}`, 'v', clock.now() - 1)
  clock.set(before)
  expect(await store.get('revoked', 'id')).toBe('v')
})
