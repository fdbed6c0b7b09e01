import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { untilSignal } from './lifecycle.ts'

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('%s ends the wait, and another one does no harm', async (signal) => {
  const process = new EventEmitter()
  const waiting = untilSignal(process)
  expect(process.emit(signal)).toBe(true)
  expect(process.emit(signal)).toBe(true)
  expect(await waiting).toBe(signal)
})
