import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { endProcess, untilSecondSignal, untilSignal } from './lifecycle.ts'

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('%s ends the wait, and another one does no harm', async (signal) => {
  const process = new EventEmitter()
  const waiting = untilSignal(process)
  expect(process.emit(signal)).toBe(true)
  expect(process.emit(signal)).toBe(true)
  expect(await waiting).toBe(signal)
})

test('a signal within moments is the same one; one that comes later wants the end at once', async () => {
  const process = new EventEmitter()
  const clock = manualClock(0)
  let isHurried = false
  const hurried = untilSecondSignal(process, clock).then(() => (isHurried = true))
  process.emit('SIGINT')
  clock.advance({ milliseconds: 2999 })
  process.emit('SIGTERM')
  await new Promise(setImmediate)
  expect(isHurried).toBe(false)
  clock.advance({ milliseconds: 1 })
  process.emit('SIGINT')
  await hurried
})

const never = new Promise<never>(() => {})
const done = Promise.resolve()

test('a process that has closed everything exits, and one for which nobody wants to wait ends all the same', async () => {
  const ended: unknown[] = []
  const process = { pid: 7, exit: (code: number) => ended.push(code), kill: (...how: unknown[]) => ended.push(how) }
  await endProcess(process, done, never)
  await endProcess(process, never, done)
  expect(ended).toEqual([0, [7, 'SIGKILL']])
})
