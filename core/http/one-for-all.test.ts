import { expect, test } from 'vitest'
import { oneForAll } from './one-for-all.ts'

/** A task that is done, or fails, when the test says so. */
function counted() {
  const ends: PromiseWithResolvers<number>[] = []
  const ask = oneForAll(() => {
    const end = Promise.withResolvers<number>()
    ends.push(end)
    return end.promise
  })
  return { ask, ends, end: (time: number) => ends[time]?.resolve(time) }
}

const begun = () => new Promise((resolve) => setImmediate(resolve))

test('who asks while it is being done shares the next time: one at a time, and never what was begun before', async () => {
  const { ask, ends, end } = counted()
  const first = ask()
  await begun()
  const later = [ask(), ask(), ask()]
  await begun()
  expect(ends).toHaveLength(1)
  end(0)
  expect(await first).toBe(0)
  await begun()
  const last = ask()
  end(1)
  expect(await Promise.all(later)).toEqual([1, 1, 1])
  await begun()
  end(2)
  expect(await last).toBe(2)
  expect(ends).toHaveLength(3)
})

test('a time that failed spoils no other', async () => {
  const { ask, ends, end } = counted()
  const first = ask()
  await begun()
  const second = ask()
  ends[0]?.reject(new Error('the disk is full'))
  await expect(first).rejects.toThrow('the disk is full')
  await begun()
  end(1)
  expect(await second).toBe(1)
})
