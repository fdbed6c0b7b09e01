import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { createMemoryStore } from '../store/memory-store.ts'
import { createBlackList } from './black-list.ts'

function open() {
  const clock = manualClock('2026-11-27T12:00:00Z')
  const store = createMemoryStore(clock)
  let listings = 0
  const counting = { ...store, list: (space: string) => (listings++, store.list(space)) }
  const put = (jti: string, list = blackList) => list.put({ jti, exp: clock.now() / 1000 + 60 }, 'e.e')
  const blackList = createBlackList(counting, clock)
  return { clock, blackList, put, other: createBlackList(store, clock), listings: () => listings }
}

test('however many ask for pages of it, the store is listed once in a second', async () => {
  const { blackList, put, clock, listings } = open()
  await put('a')
  for (let at = 0; at < 100; at++) expect(await blackList.keys()).toEqual(['jti:a'])
  await Promise.all(Array.from({ length: 100 }, () => blackList.keys()))
  expect(listings()).toBe(1)
  clock.advance({ seconds: 1 })
  await Promise.all(Array.from({ length: 100 }, () => blackList.keys()))
  expect(listings()).toBe(2)
})

test('whoever puts a token there or takes one away sees it at once, and others on the store a second later', async () => {
  const { blackList, put, other, clock } = open()
  expect(await blackList.keys()).toEqual([])
  await put('a')
  expect(await blackList.keys()).toEqual(['jti:a'])
  await put('b', other)
  clock.advance({ seconds: 1 })
  expect(await blackList.keys()).toEqual(['jti:a', 'jti:b'])
  await blackList.delete('jti:a')
  expect(await blackList.keys()).toEqual(['jti:b'])
})

test('what is put there while it is being listed is not missed by whoever asks after that', async () => {
  const { blackList, put } = open()
  const before = blackList.keys()
  await put('a')
  await before
  expect(await blackList.keys()).toEqual(['jti:a'])
})

test('when the clock of the sandbox is moved, what has expired is gone, and what had expired is not hidden', async () => {
  const { blackList, put, clock } = open()
  await put('a')
  expect(await blackList.keys()).toEqual(['jti:a'])
  clock.set('2026-11-28T12:00:00Z')
  expect(await blackList.keys()).toEqual([])
})

test('a store that could not be listed is asked again', async () => {
  const clock = manualClock(0)
  let fails = true
  const store = { ...createMemoryStore(clock), list: async () => (fails ? Promise.reject(new Error('away')) : []) }
  const blackList = createBlackList(store, clock)
  await expect(blackList.keys()).rejects.toThrow('away')
  fails = false
  expect(await blackList.keys()).toEqual([])
})
