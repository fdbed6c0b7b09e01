import { EventEmitter } from 'node:events'
import { describe, expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import type { Connection } from './connections.ts'
import { createUnsent, MAX_UNSENT } from './unsent.ts'

/** A connection of which so much stands in its queue. */
function openConnection(queued: number) {
  const handle = { writeQueueSize: queued }
  const socket = Object.assign(new EventEmitter(), {
    _handle: handle,
    destroyed: false,
    closed: false,
    destroy: () => (socket.destroyed = true),
  })
  const connection = { socket } as unknown as Connection // all that is used of it
  return { connection, socket, read: (bytes: number) => (handle.writeQueueSize -= bytes) }
}

const HALF = MAX_UNSENT / 2

test('when it is too much, those go that have stood still longest, until the rest fits', () => {
  const clock = manualClock(0)
  const unsent = createUnsent(clock)
  const all = [1, 2, 3].map(() => openConnection(HALF))
  for (const { connection } of all) {
    unsent.keep(connection, HALF)
    clock.advance({ milliseconds: 1 })
  }
  expect(all.map(({ socket }) => socket.destroyed)).toEqual([true, false, false])
})

test('who reads stays, also when others came later', () => {
  const clock = manualClock(0)
  const unsent = createUnsent(clock)
  const [reader, first, second] = [openConnection(HALF), openConnection(HALF), openConnection(HALF)]
  unsent.keep(reader.connection, HALF)
  reader.read(1000)
  clock.advance({ milliseconds: 600 })
  unsent.keep(first.connection, HALF)
  unsent.keep(second.connection, HALF)
  expect([reader, first, second].map(({ socket }) => socket.destroyed)).toEqual([false, true, false])
})

test('one alone may have more than all together', () => {
  const unsent = createUnsent(manualClock(0))
  const { connection, socket } = openConnection(2 * MAX_UNSENT)
  unsent.keep(connection, 2 * MAX_UNSENT)
  expect(socket.destroyed).toBe(false)
})

test('what was ended counts until its socket has closed', () => {
  const unsent = createUnsent(manualClock(0))
  const [first, second] = [openConnection(MAX_UNSENT), openConnection(MAX_UNSENT)]
  unsent.keep(first.connection, MAX_UNSENT)
  unsent.keep(second.connection, MAX_UNSENT)
  expect(first.socket.destroyed).toBe(true)
  expect(unsent.isFull()).toBe(true)
  first.socket.emit('close')
  expect(unsent.isFull()).toBe(false)
})

describe('an answer of which nothing is read', () => {
  test('ends its connection after 15 seconds', () => {
    const clock = manualClock(0)
    const unsent = createUnsent(clock)
    const { connection, socket } = openConnection(1000)
    unsent.keep(connection, 1000)
    clock.advance({ seconds: 15 })
    expect(socket.destroyed).toBe(false)
    clock.advance({ seconds: 1 })
    expect(socket.destroyed).toBe(true)
  })

  test('may take any time when something of it is read now and then', () => {
    const clock = manualClock(0)
    const unsent = createUnsent(clock)
    const { connection, socket, read } = openConnection(1000)
    unsent.keep(connection, 1000)
    for (let count = 0; count < 20; count++) {
      read(1)
      clock.advance({ seconds: 14 })
    }
    expect(socket.destroyed).toBe(false)
  })

  test('does not count while a handler of ours is at work', () => {
    const clock = manualClock(0)
    const unsent = createUnsent(clock)
    const { connection, socket } = openConnection(0)
    unsent.keep(connection, 1000) // a request that waits
    clock.advance({ minutes: 10 })
    expect(socket.destroyed).toBe(false)
  })
})
