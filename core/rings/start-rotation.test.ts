import { setImmediate as settled } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { manualClock } from '../clock.ts'
import type { KeyRings } from './key-rings.ts'
import { startRotation } from './start-rotation.ts'

test('a key file that is gone is named once, when it is so for sure, and again when it goes once more', async () => {
  const clock = manualClock(0)
  let gone: string[] = []
  const lines: string[] = []
  const used = {
    tick: async () => {},
    nextMoveIn: () => Infinity,
    gone: async () => gone.map((file) => ({ file, why: 'gone' })),
  }
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
  const rings = { tick: () => turn, nextMoveIn: () => Infinity, gone: async () => [] }
  const all = rings as unknown as KeyRings // all that is used of them
  const rotation = startRotation(all, clock, { error: () => {}, warn: () => {} })
  clock.advance({ seconds: 1 })
  const stopped = rotation.stop()
  clock.advance({ seconds: 1 })
  await stopped
})

test.each([
  ['left out where there is nothing to do', Infinity, 1],
  ['made up for where there is', 0, 2],
])('what comes due while a turn goes on is %s', async (_name, due, turns) => {
  const clock = manualClock(0)
  let begun = 0
  const { promise: turn, resolve: finish } = Promise.withResolvers<void>()
  const tick = () => (++begun === 1 ? turn : Promise.resolve())
  const rings = { tick, gone: async () => [], nextMoveIn: () => due }
  const rotation = startRotation(rings as unknown as KeyRings, clock, { error: () => {}, warn: () => {} }) // all that is used of them
  clock.advance({ seconds: 1 })
  clock.advance({ seconds: 2 }) // and it stands again
  expect(begun).toBe(1)
  finish()
  await settled()
  expect(begun).toBe(turns)
  await rotation.stop()
})

function startOnTwoClocks(tick = async () => {}, look = async () => {}, nextMoveIn = () => Infinity) {
  const [stopped, machine] = [manualClock(0), manualClock(0)]
  const done: string[] = []
  const rings = {
    tick: () => (done.push('tick'), tick()),
    look: () => (done.push('look'), look()),
    gone: async () => [],
    nextMoveIn,
  }
  const all = rings as unknown as KeyRings // all that is used of them
  return { stopped, machine, done, ...startRotation(all, stopped, { error: () => {}, warn: () => {} }, machine) }
}

describe('on a clock that stands still, while that of the machine goes on', () => {
  test('what other processes did is taken over, and nothing is moved', async () => {
    const { stopped, machine, done, stop } = startOnTwoClocks()
    for (const seconds of [1, 1]) {
      machine.advance({ seconds })
      await settled()
    }
    expect(done.splice(0)).toEqual(['look', 'look'])
    stopped.advance({ seconds: 1 }) // it goes on
    machine.advance({ seconds: 1 })
    await settled()
    expect(done).toEqual(['tick'])
    await stop()
    machine.advance({ seconds: 5 })
    expect(done).toHaveLength(1)
  })

  test('a move that could not be made is tried again until it is made', async () => {
    let isAway = true
    let isDue = true
    const tick = async () => {
      if (isAway) throw new Error('the store is away')
      isDue = false
    }
    const { stopped, machine, done, stop } = startOnTwoClocks(tick, undefined, () => (isDue ? 0 : Infinity))
    stopped.advance({ seconds: 1 }) // to where a move is due, and there it stands
    const pass = async () => {
      machine.advance({ seconds: 1 })
      await settled()
      return done.splice(0)
    }
    await pass()
    expect([await pass(), await pass()]).toEqual([['tick'], ['tick']])
    isAway = false
    expect([await pass(), await pass()]).toEqual([['tick'], ['look']])
    await stop()
  })

  test('a move is not left out because somebody is looking, and a look is while there is a move', async () => {
    const { promise: turn, resolve: finish } = Promise.withResolvers<void>()
    const wait = () => turn
    const { stopped, machine, done, stop } = startOnTwoClocks(wait, wait)
    machine.advance({ seconds: 2 }) // nobody looks twice at once
    stopped.advance({ seconds: 1 })
    expect(done.splice(0)).toEqual(['look', 'tick'])
    finish()
    await settled()
    stopped.advance({ seconds: 1 })
    machine.advance({ seconds: 2 })
    expect(done).toEqual(['tick'])
    await stop()
  })

  test('a turn that never ends does not hold up whoever stops it', async () => {
    const { promise: turn, resolve: finish } = Promise.withResolvers<void>()
    onTestFinished(() => finish())
    const { stopped, machine, stop } = startOnTwoClocks(() => turn)
    stopped.advance({ seconds: 1 })
    const end = stop()
    machine.advance({ seconds: 1 })
    await end
  })
})
