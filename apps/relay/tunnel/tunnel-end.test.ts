import { once } from 'node:events'
import type { Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { manualClock, type Clock } from '#core/clock'
import { openDialTunnel } from './dial.ts'
import { ALIVE_EVERY } from './rules.ts'
import { serveTunnel } from './serve.ts'
import { echo, FIRST_WORD, listen, openPair, reachPort, socketPair } from './tunnel.fixture.ts'
import { until } from '../../../tests/support/until.ts'

test('an agent that ends loses nothing: what is open, or is opened before it is heard, may finish', async () => {
  const { tunnel, served, clock } = await openPair(reachPort(await listen(echo())))
  const open = tunnel.dial()
  open.write('before ')
  await once(open, 'data')
  served.close()
  const late = tunnel.dial() // nobody has heard of the end here
  late.end('late')
  expect(await text(late)).toBe('late')
  await tunnel.closing
  const straggler = tunnel.dial()
  straggler.end('straggler')
  expect(await text(straggler)).toBe('straggler')
  for (let look = 0; look < 8; look++) clock.advance({ milliseconds: 250 })
  open.end('after')
  expect(await text(open)).toBe('after')
  await until('no connection is left', () => tunnel.connections === 0)
  const ended = { is: false }
  void tunnel.ended.then(() => (ended.is = true))
  while (!ended.is) {
    clock.advance({ milliseconds: 250 })
    await new Promise((resolve) => setImmediate(resolve))
  }
  await served.ended
})

test('whoever serves hears that the other end opens no more', async () => {
  const { tunnel, served } = await openPair(reachPort(await listen(echo())))
  const open = tunnel.dial()
  open.write('x')
  await once(open, 'data')
  tunnel.close()
  await served.closing
  open.end()
  await Promise.all([text(open), served.ended])
})

/** The last word of an end that opens and takes no more (RFC 9113 §6.8). */
const GOAWAY = Buffer.from('0000080700000000000000000000000000', 'hex')
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')

test.each<[string, Buffer, (socket: Socket, clock: Clock) => { ended: Promise<void> }]>([
  ['an agent', Buffer.concat([FIRST_WORD, GOAWAY]), (socket, clock) => openDialTunnel(socket, 'b', clock)],
  [
    'a relay',
    Buffer.concat([PREFACE, FIRST_WORD, GOAWAY]),
    (socket, clock) => serveTunnel(socket, async () => socket, clock),
  ],
])('%s that says that it is over, and stays, is cut off soon', async (_name, said, open) => {
  const clock = manualClock(0)
  const [ours, theirs] = await socketPair()
  theirs.write(said)
  const { ended } = open(ours, clock)
  await until('it has been heard', () => ours.bytesRead >= said.length && (ours.writableEnded || ours.destroyed))
  clock.advance({ milliseconds: ALIVE_EVERY })
  await ended
})
