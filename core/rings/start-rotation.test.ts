import { setImmediate as settled } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock } from '../clock.ts'
import type { KeyRings } from './key-rings.ts'
import { startRotation } from './start-rotation.ts'

test('a key file that is gone is named once, when it is so for sure, and again when it goes once more', async () => {
  const clock = manualClock(0)
  let gone: string[] = []
  const lines: string[] = []
  const used = { tick: async () => {}, gone: async () => gone.map((file) => ({ file, why: 'gone' })) }
  const rings = used as unknown as KeyRings // all that is used of them
  const warn = (fields: object, event: string) => void lines.push(`${event} ${JSON.stringify(fields)}`)
  const rotation = startRotation(rings, clock, { error: () => {}, warn })
  onTestFinished(() => rotation.stop())
  const look = async (...files: string[]) => {
    gone = files
    clock.advance({ seconds: 10 })
    await settled()
    return lines.splice(0)
  }
  expect(await look()).toEqual([])
  expect(await look('a')).toEqual([])
  expect(await look('a', 'b')).toEqual(['key-file-gone {"file":"a","why":"gone"}'])
  expect(await look('a')).toEqual([]) // b was taken out by another process
  expect(await look()).toEqual([])
  await look('a')
  expect(await look('a')).toHaveLength(1)
})

test('a turn that never ends does not hold up whoever stops it for more than a second', async () => {
  const clock = manualClock(0)
  const { promise: turn, resolve: finish } = Promise.withResolvers<void>()
  onTestFinished(() => finish())
  const rings = { tick: () => turn, gone: async () => [] }
  const all = rings as unknown as KeyRings // all that is used of them
  const rotation = startRotation(all, clock, { error: () => {}, warn: () => {} })
  clock.advance({ seconds: 1 })
  const stopped = rotation.stop()
  clock.advance({ seconds: 1 })
  await stopped
})
