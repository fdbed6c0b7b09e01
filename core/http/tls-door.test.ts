import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { duplexPair } from 'node:stream'
import { connect, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { movedClock } from '../../tests/support/moved-clock.ts'
import { openSocket, sendRaw } from '../../tests/support/raw.ts'
import { until } from '../../tests/support/until.ts'
import { systemClock, type Clock } from '../clock.ts'
import { MAX_GREETERS, SLOW_GREETING } from './greeting-line.ts'
import { openPorts, type OpenPorts } from './listen.ts'
import { openTlsIdentity, type TlsIdentity } from './tls.ts'

let folder: string
let tls: TlsIdentity
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'door-'))
  tls = await openTlsIdentity(folder, 'servicea', systemClock)
})
afterAll(() => rm(folder, { recursive: true }))

/** A client of TLS 1.2, which knows renegotiation; TLS 1.3 does not have it any more. */
function greet(port: number): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: 'localhost', port, ca: tls.ca, maxVersion: 'TLSv1.2' }, () => resolve(socket))
    socket.on('error', reject)
    onTestFinished(() => void socket.destroy())
  })
}

/** @returns whether the server agrees to a second handshake; it may also hang up */
function renegotiate(socket: TLSSocket): Promise<'agreed' | 'refused'> {
  return new Promise((resolve) => {
    socket.on('error', () => resolve('refused')).on('close', () => resolve('refused'))
    socket.renegotiate({}, (error) => resolve(error ? 'refused' : 'agreed'))
  })
}

async function open(clock: Clock = systemClock): Promise<OpenPorts> {
  const ports = await openPorts({ host: '127.0.0.1', port: 0, tlsPort: 0, clock })
  onTestFinished(() => ports.close())
  ports.serve((_request, response) => response.end('served'), tls)
  return ports
}

const ask = ({ tlsPort }: OpenPorts) =>
  sendRaw(tlsPort, 'GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n', tls.ca)

/** Begins to agree on TLS as a client does (RFC 8446 §4.1.2), hears the answer, and says nothing more. */
async function beginGreeting(port: number, greeting: Buffer): Promise<Socket> {
  const socket = openSocket(port).on('error', () => {})
  onTestFinished(() => void socket.destroy())
  socket.write(greeting)
  await once(socket, 'data')
  return socket.resume()
}

async function greetingOfClient(): Promise<Buffer> {
  const [near, far] = duplexPair()
  const client = connect({ socket: near, ca: tls.ca, rejectUnauthorized: true }).on('error', () => {})
  const [greeting] = await once(far, 'data')
  client.destroy()
  return greeting
}

/** Begins so many greetings that nobody else finds room. @returns them, and the first who waits */
async function takeAllRoom(ports: OpenPorts) {
  const greeting = await greetingOfClient()
  const all = Array.from({ length: MAX_GREETERS }, () => beginGreeting(ports.tlsPort, greeting))
  expect(await heard(Promise.all(all))).toHaveLength(MAX_GREETERS)
  const greeters = await Promise.all(all)
  const answer = ask(ports)
  expect(await Promise.race([answer, systemClock.delay(100)])).toBe(undefined)
  return { greeters, answer }
}

/** What is answered at last; a minute is long enough for any machine. */
const heard = (answer: Promise<unknown>) =>
  Promise.race([answer, systemClock.delay(60_000).then(() => 'nothing within a minute')])

const SERVED = { status: 200, body: 'served' }

test('greetings that are never finished: so many are held, who is slow makes room, and others are served', async () => {
  const clock = movedClock()
  const ports = await open(clock)
  const { greeters, answer } = await takeAllRoom(ports)
  expect(greeters.filter(({ closed }) => closed)).toEqual([])
  clock.advance({ milliseconds: SLOW_GREETING + 1 })
  expect(await heard(answer)).toMatchObject(SERVED) // though nobody else comes or goes
  expect(greeters.filter(({ closed }) => closed)).toHaveLength(1)
  expect(await heard(ask(ports))).toMatchObject(SERVED)
})

test('a queue of those who never agree holds nobody up: who came last has every second turn', async () => {
  const clock = movedClock()
  const ports = await open(clock)
  const greeting = await greetingOfClient()
  let begun = 0
  for (let index = 0; index < 3 * MAX_GREETERS; index++) {
    const socket = openSocket(ports.tlsPort).on('error', () => {})
    onTestFinished(() => void socket.destroy())
    socket.once('data', () => begun++).write(greeting)
  }
  await until('all room is taken', () => begun === MAX_GREETERS)
  const answer = ask(ports)
  expect(await Promise.race([answer, systemClock.delay(300)])).toBe(undefined) // all of the crowd stand before it
  clock.advance({ milliseconds: SLOW_GREETING + 1 })
  expect(await heard(answer)).toMatchObject(SERVED) // in the first turn: the crowd needs two more
})

test('who has agreed on TLS makes no room for those who have not', async () => {
  const clock = movedClock()
  const ports = await open(clock)
  const quiet = await greet(ports.tlsPort)
  await takeAllRoom(ports)
  clock.advance({ milliseconds: SLOW_GREETING + 1 })
  expect(await heard(ask(ports))).toMatchObject(SERVED)
  quiet.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
  expect(String(await heard(once(quiet, 'data')))).toMatch(/served$/)
})

test('a handshake is not begun again on a connection: it would cost us much and the client little', async () => {
  const ports = await open()
  const socket = await greet(ports.tlsPort)
  expect(socket.getProtocol()).toBe('TLSv1.2')
  expect(await renegotiate(socket)).toBe('refused')
  expect(await heard(ask(ports))).toMatchObject(SERVED)
})
