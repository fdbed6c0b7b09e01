import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { createConnections, type Exchange } from './connections.ts'

/** A socket on which so many bytes came in. */
function socketWith(bytesRead: number) {
  const socket = Object.assign(new EventEmitter(), { destroyed: false, bytesRead, destroy: () => {} })
  socket.destroy = () => void (socket.destroyed = true)
  return socket
}

/** A connection by TLS, a second after it was opened. @param carried what has come out of it. Bytes */
function secondAfter(bytes: number, carried: number) {
  const clock = manualClock(0)
  const connections = createConnections(() => {}, 10_000, clock)
  onTestFinished(() => connections.close())
  const [accepted, secure] = [socketWith(bytes), socketWith(carried)]
  const connection = connections.take(accepted as unknown as Socket, 'tls') // all that is used of it
  connections.opened(connection ?? expect.fail('no room'), secure as unknown as Socket) // likewise
  clock.advance({ seconds: 1 })
  return secure
}

test.each([
  ['changes of keys alone', 70_000, 0],
  ['changes of keys, and half a request', 200_000, 1000],
])('a connection on which TLS carries %s is ended', (_what, bytes, carried) => {
  expect(secondAfter(bytes, carried).destroyed).toBe(true)
})

test.each([
  ['a greeting alone', 3000, 0],
  ['each byte in a record of its own', 3000 + 50_000 * 30, 50_000],
  ['large bodies', 10_000_000, 9_900_000],
])('one on which it carries %s goes on', (_what, bytes, carried) => {
  expect(secondAfter(bytes, carried).destroyed).toBe(false)
})

test('one on which nothing is asked is ended after a while, whatever else comes in; one that is worked on is not', () => {
  const clock = manualClock(0)
  const connections = createConnections(() => {}, 10_000, clock)
  onTestFinished(() => connections.close())
  const [idle, busy] = [socketWith(0), socketWith(0)]
  for (const socket of [idle, busy]) {
    const secure = socket as unknown as Socket // all that is used of it
    const connection = connections.take(secure, 'plain') ?? expect.fail('no room')
    connections.opened(connection, secure)
    if (socket === busy) connection.turn = {} as Exchange // all that is asked is whether there is one
  }
  clock.advance({ seconds: 25 }) // a request may take ten seconds to arrive, after five of silence
  expect(idle.destroyed).toBe(false)
  clock.advance({ seconds: 2 })
  expect([idle.destroyed, busy.destroyed]).toEqual([true, false])
})

test('who has not greeted by then is cut when the time for that is over, long before who asks nothing', () => {
  const clock = manualClock(0)
  const connections = createConnections(() => {}, 10_000, clock)
  onTestFinished(() => connections.close())
  const silent = socketWith(0)
  connections.take(silent as unknown as Socket, 'tls') // all that is used of it
  clock.advance({ seconds: 10 })
  expect(silent.destroyed).toBe(false)
  clock.advance({ seconds: 1 })
  expect(silent.destroyed).toBe(true)
})
