import { expect, test } from 'vitest'
import { fewAtATime } from './few-at-a-time.ts'

/** A task that is at work until it is told to end. */
function setUp() {
  const atWork = new Map<number, (fault?: Error) => void>()
  const begun: number[] = []
  const task = (item: number) =>
    new Promise<void>((resolve, reject) => {
      begun.push(item)
      atWork.set(item, (fault) => {
        atWork.delete(item)
        if (fault) reject(fault)
        else resolve()
      })
    })
  const end = async (item: number, fault?: Error) => {
    atWork.get(item)?.(fault)
    await new Promise(setImmediate)
  }
  return { task, begun, atWork, end }
}

test('so many are at work at once, and no more; the next begins when one has ended', async () => {
  const { task, begun, end } = setUp()
  const all = fewAtATime([1, 2, 3, 4], 2, task)
  expect(begun).toEqual([1, 2])
  await end(2)
  expect(begun).toEqual([1, 2, 3])
  await end(1)
  await end(3)
  await end(4)
  await all
  expect(begun).toEqual([1, 2, 3, 4])
})

test('after one that failed no further one begins, and those at work are waited for', async () => {
  const { task, begun, end } = setUp()
  let isOver = false
  const all = fewAtATime([1, 2, 3, 4], 2, task).finally(() => (isOver = true))
  all.catch(() => {})
  await end(1, new Error('the disk is full'))
  expect([begun, isOver]).toEqual([[1, 2], false])
  await end(2, new Error('a later one'))
  await expect(all).rejects.toThrow('the disk is full')
  expect(begun).toEqual([1, 2])
})

test('of nothing there is nothing to do', async () => {
  await expect(fewAtATime([], 3, () => Promise.reject(new Error('never')))).resolves.toBeUndefined()
})
