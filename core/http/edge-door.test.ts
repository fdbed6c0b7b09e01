import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../clock.ts'
import { makeAuthority } from './certificates/authority.ts'
import { signOddLeaf } from './certificates/odd-leaf.fixture.ts'
import type { TlsIdentity } from './tls.ts'
import { createEdgeDoor } from './edge-door.ts'

const serve: RequestListener = (_request, response) => void response.end('served')

let shown: TlsIdentity[]
beforeAll(async () => {
  const ca = await makeAuthority()
  const leaf = async () => ({ ca: ca.cert, ...(await signOddLeaf({}, 'ingress', ca)) })
  shown = await Promise.all([leaf(), leaf()])
})

async function openEdge(mostConnections?: number, tlsFor?: (name: string) => TlsIdentity | undefined) {
  let now = 0
  const handlers = { request: serve, upgrade: () => {}, connect: () => {} }
  const { server, close, refuseNew } = createEdgeDoor({
    handlers,
    tls: () => shown[now] as TlsIdentity,
    machine: systemClock,
    log: { info: () => {} },
    ...(mostConnections && { mostConnections }),
    ...(tlsFor && { tlsFor }),
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => (refuseNew(), close()))
  const { port } = server.address() as AddressInfo
  return { port, renew: () => (now = 1) }
}

/** @returns what was answered, and the certificate that was shown */
async function ask(port: number, servername?: string) {
  const ca = shown[0]?.ca
  const socket = connectTls({
    host: '127.0.0.1',
    port,
    ca,
    checkServerIdentity: () => undefined,
    ...(servername && { servername }),
  })
  onTestFinished(() => void socket.destroy())
  const closed = once(socket, 'close').then(() => Promise.reject(new Error('closed')))
  closed.catch(() => {})
  await Promise.race([once(socket, 'secureConnect'), closed])
  const certificate = socket.getPeerX509Certificate()?.toString()
  socket.write('GET / HTTP/1.1\r\nHost: ingress\r\n\r\n')
  return { answer: String(await Promise.race([once(socket, 'data'), closed])), certificate }
}

test('who connects and says nothing keeps no browser out, however many there are', async () => {
  const { port } = await openEdge(8)
  const sockets = Array.from({ length: 40 }, () => connect(port, '127.0.0.1').on('error', () => {}))
  onTestFinished(() => sockets.forEach((socket) => void socket.destroy()))
  await Promise.all(sockets.map((socket) => once(socket.resume(), 'connect')))
  expect((await ask(port)).answer).toContain(' 200 ')
})

test('who has asked and asks nothing more makes room, too', async () => {
  const { port } = await openEdge(4)
  for (let count = 0; count < 8; count++) expect((await ask(port)).answer).toContain(' 200 ')
})

test('who comes after a renewal sees the other certificate', async () => {
  const { port, renew } = await openEdge()
  const before = await ask(port)
  renew()
  const after = await ask(port)
  expect([before, after].map(({ certificate }) => certificate)).toEqual(shown.map(({ cert }) => `${cert.trim()}\n`))
  expect(after.answer).toContain('served')
})

test('each host has its certificate, and who asks for another one, or for none, gets no connection', async () => {
  const hosts = new Map([
    ['one.test', 0],
    ['other.test', 1],
  ])
  const { port } = await openEdge(undefined, (name) => shown[hosts.get(name) ?? -1])
  for (const [name, at] of hosts) {
    const { answer, certificate } = await ask(port, name)
    expect([answer.includes('served'), certificate]).toEqual([true, `${shown[at]?.cert.trim()}\n`])
  }
  await expect(ask(port, 'third.test')).rejects.toThrow()
  await expect(ask(port)).rejects.toThrow()
})
