import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock } from '../../clock.ts'
import { createClientSockets } from './client-sockets.ts'

function socket() {
  const one = Object.assign(new EventEmitter(), { destroyed: false, writableEnded: false, destroy: () => {} })
  one.destroy = () => {
    one.destroyed = true
    one.emit('close')
  }
  return one as unknown as Socket & { destroyed: boolean; writableEnded: boolean } // all that is used of it
}

/** Room for two, which may be idle for a minute. */
function open() {
  const clock = manualClock(0)
  const clients = createClientSockets({ clock, most: 2, idle: 60_000, look: 1000 })
  onTestFinished(clients.close)
  const come = (isCounted = true) => {
    const one = socket()
    clients.came(one, isCounted)
    clock.advance({ milliseconds: 10 })
    return one
  }
  return { clock, clients, come }
}

test('one on which nothing is asked is ended after a while, whatever else comes in; one with a request under way is not', () => {
  const { clock, clients, come } = open()
  const [silent, busy] = [come(), come()]
  clients.asks(busy)
  clock.advance({ seconds: 62 })
  expect([silent.destroyed, busy.destroyed]).toEqual([true, false])
  clients.answered(busy)
  clock.advance({ seconds: 58 })
  expect(busy.destroyed).toBe(false)
  clock.advance({ seconds: 4 })
  expect(busy.destroyed).toBe(true)
})

test('the one that has been idle longest makes room; where all are at work, who comes goes', () => {
  const { clients, come } = open()
  const [first, second] = [come(), come()]
  clients.asks(first)
  clients.answered(first)
  const third = come()
  expect([first.destroyed, second.destroyed, third.destroyed]).toEqual([false, true, false])
  clients.asks(first)
  expect(clients.handOut(third)).toBe(true)
  expect(come().destroyed).toBe(true)
  third.destroy()
  expect(come().destroyed).toBe(false)
})

test('what comes within another takes no room, and has its time', () => {
  const { clock, come } = open()
  const inner = [come(false), come(false), come(false)]
  const outer = [come(), come()]
  expect([...inner, ...outer].map(({ destroyed }) => destroyed)).toEqual([false, false, false, false, false])
  clock.advance({ seconds: 62 })
  expect(inner.every(({ destroyed }) => destroyed)).toBe(true)
})

test('one that was handed out has no time here, until it is back', () => {
  const { clock, clients, come } = open()
  const tunnel = come()
  clients.handOut(tunnel)
  clock.advance({ seconds: 600 })
  expect(tunnel.destroyed).toBe(false)
  clients.came(tunnel, true)
  clock.advance({ seconds: 62 })
  expect(tunnel.destroyed).toBe(true)
})

test('none is handed out on which requests are under way: their answers would come in between', () => {
  const { clients, come } = open()
  const one = come()
  clients.asks(one)
  expect(clients.handOut(one)).toBe(false)
  clients.answered(one)
  expect(clients.handOut(one)).toBe(true)
})

test('who never hears the last word is not waited for', () => {
  const { clock, clients, come } = open()
  const [deaf, handedOut] = [come(), come()]
  clients.asks(deaf)
  clients.handOut(handedOut)
  for (const one of [deaf, handedOut]) Object.assign(one, { writableEnded: true })
  clock.advance({ seconds: 30 })
  expect([deaf.destroyed, handedOut.destroyed]).toEqual([false, false])
  clock.advance({ seconds: 2 })
  expect([deaf.destroyed, handedOut.destroyed]).toEqual([true, true])
})
