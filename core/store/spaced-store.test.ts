import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { createMemoryStore } from './memory-store.ts'
import { createSpacedStore } from './spaced-store.ts'
import { storeContract } from './store.contract.ts'

storeContract('a part of a store', async () => {
  const clock = manualClock('2026-01-01T00:00:00Z')
  const store = createSpacedStore(createMemoryStore(clock), 'part')
  return { stores: [store, store], clock }
})

test('two parts of a store have nothing in common, and neither has anything in common with the store itself', async () => {
  const store = createMemoryStore(manualClock(0))
  const [one, other] = [createSpacedStore(store, 'one'), createSpacedStore(store, 'other')]
  await one.set('rings', 'people', 'of one')
  expect(await other.add('rings', 'people', 'of the other')).toBe(true)
  expect(await one.get('rings', 'people')).toBe('of one')
  expect(await store.list('rings')).toEqual([])
  await one.close() // the others go on
  expect(await other.list('rings')).toEqual([['people', 'of the other']])
})
