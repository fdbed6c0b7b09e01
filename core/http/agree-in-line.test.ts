import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { openServer } from '../../tests/support/forwarding.ts'
import { movedClock } from '../../tests/support/moved-clock.ts'
import { openSocket, sendRaw } from '../../tests/support/raw.ts'
import { until } from '../../tests/support/until.ts'
import { systemClock } from '../clock.ts'
import { createForwardServer } from './forward/server.ts'
import { openTlsIdentity, type TlsIdentity } from './tls.ts'

let folder: string
let tls: TlsIdentity
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'line-'))
  tls = await openTlsIdentity(folder, 'servicea', systemClock)
})
afterAll(() => rm(folder, { recursive: true }))

/** A proxy that has room for two who have not agreed on TLS. */
async function open(clock = systemClock) {
  const server = createForwardServer(
    { request: (_request, response) => void response.end('served') },
    { clock, tls, maxConnections: 2 },
  )
  const { port } = await openServer(server)
  /** Connects, says this, and nothing more. */
  const begin = async (text = '') => {
    const socket = openSocket(port).on('error', () => {})
    onTestFinished(() => void socket.destroy())
    await once(socket, 'connect')
    socket.resume().write(text)
    return { socket, gone: once(socket, 'close') }
  }
  return { server, port, begin }
}

test.each([
  ['says nothing', ''],
  ['begins to agree on TLS', '\x16\x03\x01'],
])('who connects to a proxy and only %s keeps nobody from it', async (_what, text) => {
  const { port, begin } = await open()
  const all = []
  for (let each = 0; each < 5; each++) all.push(await begin(text))
  await Promise.all(all.slice(0, 3).map(({ gone }) => gone))
  for (let each = 0; each < 3; each++) {
    const answer = await sendRaw(port, 'GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n', tls.ca)
    expect(answer).toMatchObject({ status: 200, body: 'served' })
  }
})

test('a proxy that is to end does not wait for who says nothing', async () => {
  const { server, begin } = await open(movedClock()) // in which nobody is late
  const { gone } = await begin()
  await until(
    'it is there',
    () => new Promise<boolean>((is) => server.getConnections((_fault, open) => is(open === 1))),
  )
  const closed = new Promise((resolve) => void server.close(() => resolve('closed')))
  await Promise.race([gone, systemClock.delay(60_000)]) // a minute is long enough for any machine
  expect(await Promise.race([closed, systemClock.delay(60_000)])).toBe('closed')
})
