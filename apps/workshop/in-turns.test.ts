import { expect, test } from 'vitest'
import { createInTurns } from './in-turns.ts'

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

test('a few go at once, and the next begins when one has ended, also where it failed', async () => {
  const inTurns = createInTurns(2)
  const begun: number[] = []
  const ends = Array.from({ length: 4 }, () => Promise.withResolvers<number>())
  const all = ends.map(({ promise }, at) =>
    inTurns(() => {
      begun.push(at)
      return promise
    }),
  )
  const settled = Promise.allSettled(all)
  await turn()
  expect(begun).toEqual([0, 1])
  ends[1]?.reject(new Error('no'))
  await turn()
  expect(begun).toEqual([0, 1, 2])
  ends[0]?.resolve(0)
  await turn()
  expect(begun).toEqual([0, 1, 2, 3])
  for (const { resolve } of ends) resolve(1)
  expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
  const again: number[] = []
  await Promise.all([1, 2, 3].map((at) => inTurns(async () => again.push(at))))
  expect(again).toEqual([1, 2, 3])
})
