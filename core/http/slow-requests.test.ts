import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import express from 'express'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSocket, rawPost, rawRequest, sendRaw } from '../../tests/support/raw.ts'
import { systemClock } from '../clock.ts'
import { jsonBody } from './input.ts'
import { openPorts, type Listening, type PortSettings } from './listen.ts'
import { openTlsIdentity, type TlsIdentity } from './tls.ts'

const app = express()
app.post('/', jsonBody, (request, response) => void response.json(request.body))

let folder: string
let tls: TlsIdentity
let listening: Listening
/** One that has time for everybody. */
let patient: Listening
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'listen-'))
  tls = await openTlsIdentity(folder, 'serviceb', systemClock)
  // On a busy machine to agree on TLS takes a part of it; who is not done with that by then is cut without an answer.
  listening = await open({ slowestRequestMilliseconds: 4000 })
  patient = await open()
})
afterAll(async () => {
  await Promise.all([listening.close(), patient.close()])
  await rm(folder, { recursive: true })
})

async function open(settings: Partial<PortSettings> = {}): Promise<Listening> {
  const ports = await openPorts({ host: '127.0.0.1', port: 0, tlsPort: 0, clock: systemClock, ...settings })
  ports.serve(app, tls)
  return ports
}

// What waits for a limit waits beside the others.
describe.concurrent.each(['plain', 'TLS'])('on the %s port', (kind) => {
  const send = (text: string, { port, tlsPort } = listening) =>
    kind === 'TLS' ? sendRaw(tlsPort, text, tls.ca) : sendRaw(port, text)

  test('a request that arrives in time is answered', async () => {
    expect(await send(rawPost('/', '{"a":1}'), patient)).toMatchObject({ status: 200, body: '{"a":1}' })
  })

  // Each ends by the limit alone: the other side never hangs up by itself.
  test.each([
    ['half of its first line', 'POST / HT'],
    ['half of its headers', 'POST / HTTP/1.1\r\nhost: localhost\r\nx-slow:'],
    ['its headers, and half of its body', rawRequest('POST /', ['content-length: 10'], '{"a":')],
    ['its headers, and no body', rawRequest('POST /', ['content-length: 10'])],
  ])('one of which only %s arrives is ended: 408', async (_what, text) => {
    expect(await send(text)).toMatchObject({ status: 408, head: expect.stringContaining('problem+json') })
  })

  test('headers beyond 16 KB are refused: 431', async () => {
    expect((await send(rawRequest('GET /', [`x: ${'x'.repeat(20_000)}`]), patient)).status).toBe(431)
  })
})

test.concurrent.each([
  ['says nothing', ''],
  ['breaks off in its greeting', '\x16\x03\x01\x02\x00\x01'],
])('who %s on the TLS port is cut', async (_what, text) => {
  const socket = openSocket(listening.tlsPort).on('error', () => {})
  socket.write(Buffer.from(text, 'latin1'))
  await once(socket.resume(), 'close')
})

test.concurrent('without the setting a slow request has ten seconds', async ({ onTestFinished }) => {
  const other = await open()
  onTestFinished(() => other.close())
  const begin = performance.now()
  let lived = Infinity
  const socket = openSocket(other.port).on('error', () => {})
  socket.on('close', () => (lived = performance.now() - begin)).write('POST / HT')
  const quick = await sendRaw(listening.port, 'POST / HT') // the short limit is over by now
  expect(quick.status).toBe(408)
  expect(lived).toBeGreaterThan(9900) // where the machine was busy the ten seconds may be over, too
  socket.destroy()
})

test('nothing older than TLS 1.2 is spoken', async () => {
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
  const socket = connect({ port: listening.tlsPort, ca: tls.ca, servername: 'serviceb', ...old })
  await expect(once(socket, 'secureConnect')).rejects.toThrow()
})

test('of two ports that cannot both be had, none stays open', async () => {
  await expect(open({ tlsPort: listening.tlsPort })).rejects.toMatchObject({
    code: 'EADDRINUSE',
    port: listening.tlsPort,
  })
})
