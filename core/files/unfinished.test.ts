import { setImmediate as settled } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { isSomethingUnfinished, waitAtMost } from './unfinished.ts'
import { manualClock } from '../clock.ts'

test('what ends is waited for, with its fault', async () => {
  const clock = manualClock(0)
  await waitAtMost(1000, clock, undefined)
  await waitAtMost(1000, clock, Promise.resolve())
  await expect(waitAtMost(1000, clock, Promise.reject(new Error('x')))).rejects.toThrow('x')
  expect(isSomethingUnfinished()).toBe(false)
})

test('what does not end is waited for only so long, and remembered until it ends', async () => {
  const clock = manualClock(0)
  const { promise: task, resolve: finish } = Promise.withResolvers<void>()
  let isOver = false
  const waiting = waitAtMost(1000, clock, task).then(() => (isOver = true))
  clock.advance({ milliseconds: 999 })
  await settled()
  expect([isOver, isSomethingUnfinished()]).toEqual([false, false])
  clock.advance({ milliseconds: 1 })
  await waiting
  expect(isSomethingUnfinished()).toBe(true)
  finish()
  await settled()
  expect(isSomethingUnfinished()).toBe(false)
})
