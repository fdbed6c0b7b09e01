import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { sendRaw } from '../../tests/support/raw.ts'
import { systemClock } from '../clock.ts'
import { openPorts } from './listen.ts'
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

test('a handshake is not begun again on a connection: it would cost us much and the client little', async () => {
  const ports = await openPorts({ host: '127.0.0.1', port: 0, tlsPort: 0, clock: systemClock })
  onTestFinished(() => ports.close())
  ports.serve((_request, response) => response.end('served'), tls)
  const socket = await greet(ports.tlsPort)
  expect(socket.getProtocol()).toBe('TLSv1.2')
  expect(await renegotiate(socket)).toBe('refused')
  const next = await sendRaw(ports.tlsPort, 'GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n', tls.ca)
  expect(next).toMatchObject({ status: 200, body: 'served' })
})
