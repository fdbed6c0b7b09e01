import { expect, test } from 'vitest'
import { FileUnavailable } from '../files/file-trouble.ts'
import { KeysUnavailable } from '../keys/key-errors.ts'
import { StoreUnavailable } from '../store/store.ts'
import { createTurns } from './turns.ts'

test('tasks about one thing are run one after the other, whatever became of the one before', async () => {
  const inTurn = createTurns()
  const order: number[] = []
  const task = (number: number, fails = false) =>
    inTurn('ring', async () => {
      order.push(number)
      await Promise.resolve()
      order.push(-number)
      if (fails) throw new Error('this one')
    })
  const results = await Promise.allSettled([task(1), task(2, true), task(3)])
  expect(order).toEqual([1, -1, 2, -2, 3, -3])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})

const AWAY = [new StoreUnavailable('away'), new KeysUnavailable('away'), new FileUnavailable('away')]

test.each(AWAY)('of %s, thirty who wait are told at once, and the next one asks again', async (fault) => {
  const inTurn = createTurns()
  let asked = 0
  const ask = () =>
    inTurn('ring', async () => {
      asked++
      throw fault
    })
  const results = await Promise.allSettled(Array.from({ length: 30 }, ask))
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(30)
  expect(asked).toBe(1)
  await expect(ask()).rejects.toBe(fault)
  expect(asked).toBe(2)
})

test('tasks about different things do not wait for each other', async () => {
  const inTurn = createTurns()
  const { promise, resolve } = Promise.withResolvers<void>()
  const waiting = inTurn('one', () => promise)
  await expect(inTurn('other', async () => 'done')).resolves.toBe('done')
  resolve()
  await waiting
})
