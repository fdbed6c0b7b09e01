import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { makeAuthority } from '#core/http/certificates/authority'
import { signOddLeaf } from '#core/http/certificates/odd-leaf.fixture'
import type { TlsIdentity } from '#core/http/tls'
import { createEdgeDoor } from './edge-door.ts'

const serve: RequestListener = (_request, response) => void response.end('served')

let shown: TlsIdentity[]
beforeAll(async () => {
  const ca = await makeAuthority()
  const leaf = async () => ({ ca: ca.cert, ...(await signOddLeaf({}, 'ingress', ca)) })
  shown = await Promise.all([leaf(), leaf()])
})

async function openEdge(mostConnections?: number) {
  let now = 0
  const handlers = { request: serve, upgrade: () => {}, connect: () => {} }
  const { server, close, refuseNew } = createEdgeDoor({
    handlers,
    tls: () => shown[now] as TlsIdentity,
    machine: systemClock,
    log: { info: () => {} },
    ...(mostConnections && { mostConnections }),
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => (refuseNew(), close()))
  const { port } = server.address() as AddressInfo
  return { port, renew: () => (now = 1) }
}

/** @returns what was answered, and the certificate that was shown */
async function ask(port: number) {
  const socket = connectTls({ host: '127.0.0.1', port, ca: shown[0]?.ca, checkServerIdentity: () => undefined })
  onTestFinished(() => void socket.destroy())
  await once(socket, 'secureConnect')
  const certificate = socket.getPeerX509Certificate()?.toString()
  socket.write('GET / HTTP/1.1\r\nHost: ingress\r\n\r\n')
  return { answer: String(await once(socket, 'data')), certificate }
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
