import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { withIPv6 } from '../../tests/support/needs.ts'
import { freePorts } from '../../tests/support/ports.ts'
import { rawRequest, sendRaw } from '../../tests/support/raw.ts'
import { systemClock } from '../clock.ts'
import { openPorts } from './listen.ts'
import { addressesOf, isLoopback, listenAt, portOf } from './loopback.ts'
import { openTlsIdentity } from './tls.ts'

/** An address for documents (RFC 5737): no machine has it. */
const NOBODYS = '192.0.2.1'

function makeServer(): Server {
  const server = createServer((socket) => socket.end('hello'))
  onTestFinished(() => void server.close())
  return server
}

async function listen(addresses: readonly string[], port = 0) {
  const server = makeServer()
  const twins = await listenAt(server, addresses, port, {})
  onTestFinished(() => twins.forEach((twin) => void twin.close()))
  return { server, port: portOf(server), heard: [server, ...twins].map(addressOf) }
}

function addressOf(server: Server): string {
  const address = server.address()
  return typeof address === 'object' && address ? `${address.address} ${address.port}` : ''
}

test.each([
  ['localhost', ['127.0.0.1', '::1']],
  ['127.0.0.1', ['127.0.0.1']],
  ['::1', ['::1']],
  ['0.0.0.0', ['0.0.0.0']],
  ['sandbox.test', ['sandbox.test']],
])('a process with HOST=%s listens at %j', (host, addresses) => expect(addressesOf(host)).toEqual(addresses))

test.each([
  ['localhost', true],
  ['127.0.1.1', true],
  ['::1', true],
  ['0.0.0.0', false],
  ['127.evil.test', false],
])('HOST=%s is for this machine alone: %s', (host, expected) =>
  expect(addressesOf(host).every(isLoopback)).toBe(expected),
)

withIPv6.test('a server listens at both loopbacks, at one port', async () => {
  const { port, heard } = await listen(addressesOf('localhost'))
  expect(heard).toEqual([`127.0.0.1 ${port}`, `::1 ${port}`])
})

test('an address that the machine does not have is left out, whichever it is', async () => {
  for (const addresses of [
    ['127.0.0.1', NOBODYS],
    [NOBODYS, '127.0.0.1'],
  ]) {
    const { port, heard } = await listen(addresses)
    expect(heard).toEqual([`127.0.0.1 ${port}`])
  }
})

test('when there is none of them, it is said which', async () => {
  await expect(listen([NOBODYS])).rejects.toMatchObject({ code: 'EADDRNOTAVAIL', address: NOBODYS })
})

withIPv6.test('a stranger at the other loopback is noticed, and nothing listens then', async () => {
  const [port = 0] = await freePorts(1)
  await listen(['::1'], port)
  await expect(listen(addressesOf('localhost'), port)).rejects.toMatchObject({
    code: 'EADDRINUSE',
    port,
    address: '::1',
  })
  expect((await listen(['127.0.0.1'], port)).port).toBe(port)
})

withIPv6.test('on localhost, both ports answer at both loopbacks, and both are closed in good order', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'loopback-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const tls = await openTlsIdentity(folder, 'servicea', systemClock)
  const ports = await openPorts({ host: 'localhost', port: 0, tlsPort: 0, clock: systemClock })
  ports.serve(({ url }, response) => response.end(`<${url}>`), tls)
  const asked = rawRequest('GET /both')
  for (const address of ['127.0.0.1', '::1']) {
    expect(await sendRaw(ports.port, asked, undefined, address)).toMatchObject({ status: 200, body: '</both>' })
    expect(await sendRaw(ports.tlsPort, asked, tls.ca, address)).toMatchObject({ status: 200, body: '</both>' })
    expect((await sendRaw(ports.tlsPort, asked, undefined, address)).body).toContain('This port speaks TLS')
  }
  await ports.close()
  const again = await openPorts({ host: 'localhost', port: ports.port, tlsPort: ports.tlsPort, clock: systemClock })
  await again.close()
})
