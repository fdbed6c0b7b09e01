import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { movedClock } from '../../tests/support/moved-clock.ts'
import { openSocket, sendRaw } from '../../tests/support/raw.ts'
import { until } from '../../tests/support/until.ts'
import { systemClock, type Clock } from '../clock.ts'
import { openPorts, type OpenPorts } from './listen.ts'
import { MAX_GREETERS, SLOW_GREETING } from './tls-door.ts'
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

/** A greeting (RFC 8446 §4.1.2) that says it has 131 kB, of which so many bytes come, in records of 8 kB. */
function unfinished(port: number, length: number): Socket {
  const text = Buffer.concat([Buffer.of(1, 1, 255, 0, 3, 3), Buffer.alloc(length - 6)])
  const socket = openSocket(port).on('error', () => {})
  for (let at = 0; at < length; at += 8192) {
    const part = text.subarray(at, at + 8192)
    socket.write(Buffer.concat([Buffer.of(22, 3, 1, part.length >> 8, part.length & 255), part]))
  }
  onTestFinished(() => void socket.destroy())
  return socket.resume()
}

/** Begins so many greetings that nobody else finds room. @returns them, and the first who waits */
async function takeAllRoom(ports: OpenPorts) {
  const greeters = Array.from({ length: MAX_GREETERS }, () => unfinished(ports.tlsPort, 2000))
  const waits = await until('all room to be taken', async () => {
    const answer = ask(ports)
    return (await Promise.race([answer, systemClock.delay(100)])) === undefined && { answer }
  })
  return { greeters, ...waits }
}

const SERVED = { status: 200, body: 'served' }

test('greetings that are never finished: so many are held, who is slow makes room, and others are served', async () => {
  const clock = movedClock()
  const ports = await open(clock)
  const { greeters, answer } = await takeAllRoom(ports)
  expect(greeters.filter(({ closed }) => closed)).toEqual([])
  clock.advance({ milliseconds: SLOW_GREETING + 1 })
  expect(await ask(ports)).toMatchObject(SERVED) // it makes room for the one before, whose room it has then
  expect(await answer).toMatchObject(SERVED)
  expect(greeters.filter(({ closed }) => closed).length).toBeLessThan(3)
})

test('who has agreed on TLS makes no room for those who have not', async () => {
  const clock = movedClock()
  const ports = await open(clock)
  const quiet = await greet(ports.tlsPort)
  await takeAllRoom(ports)
  clock.advance({ milliseconds: SLOW_GREETING + 1 })
  expect(await ask(ports)).toMatchObject(SERVED)
  quiet.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
  expect(String(await once(quiet, 'data'))).toMatch(/served$/)
})

test('a handshake is not begun again on a connection: it would cost us much and the client little', async () => {
  const ports = await open()
  const socket = await greet(ports.tlsPort)
  expect(socket.getProtocol()).toBe('TLSv1.2')
  expect(await renegotiate(socket)).toBe('refused')
  expect(await ask(ports)).toMatchObject(SERVED)
})
