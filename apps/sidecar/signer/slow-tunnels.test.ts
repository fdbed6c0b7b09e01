import { once } from 'node:events'
import { connect } from 'node:net'
import { PassThrough } from 'node:stream'
import { createSecureContext } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock, systemClock } from '#core/clock'
import { createForwardServer } from '#core/http/forward/server'
import { openServer } from '../../../tests/support/forwarding.ts'
import { until } from '../../../tests/support/until.ts'
import { createInterception, MOST_WAYS, type Interception } from './interception.ts'

const AUTHORITY = { certificate: '', contextFor: async () => createSecureContext() }

/** A signer's way through, at which a head takes a moment at most. */
async function open() {
  const clock = manualClock(0)
  const opened: { interception?: Interception } = {}
  const server = createForwardServer(
    {
      request: (_request, response) => void response.end('within'),
      connect: (request, socket, head) => void opened.interception?.open(socket, head, request.url ?? ''),
    },
    { clock, slowestHead: 100 },
  )
  opened.interception = createInterception({
    authority: AUTHORITY,
    server,
    clock: systemClock,
    takesPlain: true,
    opened: 'HTTP/1.1 200 OK\r\n\r\n',
  })
  return { clock, ...(await openServer(server)) }
}

/** What is heard by one that says this within a tunnel, and no more. */
async function beginWith(port: number, beginning: string | Buffer) {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).on('error', () => {})
  onTestFinished(() => void socket.destroy())
  const client = { socket, heard: '', ended: once(socket, 'end') }
  socket.on('data', (data: Buffer) => (client.heard += data.toString('latin1')))
  socket.write('CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n')
  await until('the way', () => client.heard !== '')
  client.heard = ''
  socket.write(beginning)
  return client
}

test('within a tunnel, a head has no more time than outside', async () => {
  const { port } = await open()
  const client = await beginWith(port, 'GET / HT')
  await client.ended
  expect(client.heard).toMatch(/^HTTP\/1\.1 408 /)
})

test('who begins with TLS and never agrees on it keeps no tunnel', async () => {
  const { clock, port } = await open()
  const client = await beginWith(port, Buffer.from([0x16]))
  let isOver = false
  void client.ended.then(() => (isOver = true))
  await until('its end', () => {
    clock.advance({ seconds: 1 })
    return isOver
  })
})

test('one tunnel more than there may be is told to come again', async () => {
  const interception = createInterception({
    authority: AUTHORITY,
    server: createForwardServer({ request: () => {} }, { clock: systemClock }),
    clock: manualClock(0),
    takesPlain: true,
    opened: '',
  })
  onTestFinished(interception.close)
  const sockets = Array.from({ length: MOST_WAYS }, () => new PassThrough())
  for (const socket of sockets) void interception.open(socket, Buffer.alloc(0), 'a:443')
  const further = new PassThrough()
  await expect(interception.open(further, Buffer.alloc(0), 'a:443')).rejects.toMatchObject({ status: 503 })
  expect(further.destroyed).toBe(false)
})
