import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { createNewcomers } from './newcomers.ts'

function socket() {
  const one = Object.assign(new EventEmitter(), { destroyed: false, destroy: () => {} })
  one.destroy = () => {
    one.destroyed = true
    one.emit('close')
  }
  return one as unknown as Socket // all that is used of it
}

/** Room for two, each of which has ten seconds. */
function open() {
  const clock = manualClock(0)
  const newcomers = createNewcomers({ clock, patience: 10_000, most: 2 })
  onTestFinished(newcomers.close)
  const come = () => {
    const one = socket()
    newcomers.came(one)
    return one
  }
  return { clock, newcomers, come }
}

const gone = (...sockets: Socket[]) => sockets.map(({ destroyed }) => destroyed)

test('who has been silent longest makes room for who comes', () => {
  const { come } = open()
  const [first, second, third] = [come(), come(), come()]
  expect(gone(first, second, third)).toEqual([true, false, false])
})

test('who has gone takes no room', () => {
  const { come } = open()
  const first = come()
  come().destroy()
  const third = come()
  expect(gone(first, third)).toEqual([false, false])
})

test('who is let in makes room for nobody, and has no time here', () => {
  const { clock, newcomers, come } = open()
  const guest = come()
  newcomers.letIn(guest)
  const later = [come(), come(), come()]
  clock.advance({ seconds: 60 })
  newcomers.turnAway()
  expect(gone(guest, ...later)).toEqual([false, true, true, true])
})

test('who has not been let in after his time goes, and nobody before that', () => {
  const { clock, come } = open()
  const first = come()
  clock.advance({ seconds: 6 })
  const second = come()
  clock.advance({ seconds: 5 })
  expect(gone(first, second)).toEqual([true, false])
  clock.advance({ seconds: 6 })
  expect(gone(second)).toEqual([true])
})
