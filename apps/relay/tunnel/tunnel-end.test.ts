import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { echo, listen, openPair, reachPort } from './tunnel.fixture.ts'

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
  while (tunnel.connections > 0) await new Promise((resolve) => setImmediate(resolve))
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
