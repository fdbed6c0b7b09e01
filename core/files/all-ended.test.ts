import { expect, test } from 'vitest'
import { allEnded } from './all-ended.ts'

test('all results come in their order', async () => {
  expect(await allEnded([Promise.resolve(1), Promise.resolve('two')])).toEqual([1, 'two'])
})

test('one that fails is told when the others have ended', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  let hasEnded = false
  const other = promise.then(() => (hasEnded = true))
  const all = allEnded([Promise.reject(new Error('the first')), other])
  setImmediate(resolve)
  await expect(all).rejects.toThrow('the first')
  expect(hasEnded).toBe(true)
})
