import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { nextTurn } from '#core/clock'
import { connectionsTo } from './connect-target.ts'
import { guardTarget } from './guard-target.ts'
import { AUTHORIZATION } from './probe-target.ts'

/** Longer than Node gives an address before it tries the next one. Milliseconds. */
const BUSY = 700

test('a target on this machine is reached though the probe was busy while it connected', async () => {
  const server = createServer().listen(0, '127.0.0.1') // and nobody at [::1], the other address of localhost
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens
  const target = await guardTarget(`http://localhost:${port}/`, false)
  await nextTurn() // from here Node looks at its timers before it looks who has connected
  const socket = connectionsTo({ ...target, method: 'GET', tokenHeader: AUTHORIZATION, extraHeaders: [] }).open() // prettier-ignore
  onTestFinished(() => {
    socket.destroy()
    server.close()
  })
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BUSY)
  await once(socket, 'connect')
  expect(socket.remoteAddress).toBe('127.0.0.1')
})
