import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { createServer as createNetServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { manualClock, systemClock, type Clock } from '#core/clock'
import { PARTY_PORT_NAMES, type PartyPortName } from '#core/config/parties'
import { openTlsIdentity, type TlsIdentity } from '#core/http/tls'
import { openWorkloadIdentity } from '#core/http/workload-identity'
import { loadScenarios } from '#scenarios'
import { certifiedFolder } from '../../../tests/support/folders.ts'
import { freePorts } from '../../../tests/support/ports.ts'
import { knockAtClosed } from './closed-doors.ts'

let keysFolder: string
let workload: TlsIdentity
beforeAll(async () => {
  keysFolder = await certifiedFolder()
  const account = { trustDomain: 'cluster.local', namespace: 'default', serviceAccount: 'webui' }
  workload = await openWorkloadIdentity(join(keysFolder, 'tls'), account, systemClock)
})
afterAll(() => rm(keysFolder, { recursive: true, force: true }))

const sayHello: RequestListener = (_asked, answer) => void answer.end('hello')
const cutOff = (socket: Socket) => void socket.destroy()

/** A port that looks at the first byte, as that of a sidecar. @returns its number */
async function openPort(overTls: (socket: Socket) => void, plainly: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createNetServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('data', (first: Buffer) => {
      socket.pause()
      socket.unshift(first)
      if (first[0] === 0x16) return overTls(socket)
      plainly(socket)
      socket.resume()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** TLS with a real handshake, and who wants no certificate takes everybody. */
function speaksTls(identity: TlsIdentity, requestCert: boolean) {
  const server = createSecureServer({ ...identity, requestCert, rejectUnauthorized: true }, sayHello)
  return (socket: Socket) => void server.emit('connection', socket)
}

const speaksHttp = (socket: Socket) => void createServer(sayHello).emit('connection', socket)

const ofBackend = (lines: readonly string[]) => lines.filter((line) => line.startsWith('backend-api '))

/** Longer than what is opened by the first who comes may take. Milliseconds. */
const PLAY = 40_000

/** What is said of backend-api at a port; the others are knocked at there, too. */
async function knockAt(port: number, clock: Clock = systemClock) {
  const ports = Object.fromEntries(PARTY_PORT_NAMES.map((name) => [`${name}Port`, port]))
  const everywhere = ports as Record<`${PartyPortName}Port`, number> // each of them
  const places = { host: '127.0.0.1', keysFolder, peerTimeoutMilliseconds: PLAY, ...everywhere }
  const { closed, answered, silent } = await knockAtClosed(await loadScenarios(), places, clock)
  expect(closed.length + answered.length + silent.length).toBe(4)
  return {
    closed: ofBackend(closed),
    answered: answered.filter(({ id }) => id === 'backend-api'),
    silent: ofBackend(silent),
  }
}

test('who wants a certificate of the mesh, and cuts off plain HTTP, is closed', async () => {
  const { closed } = await knockAt(await openPort(speaksTls(workload, true), cutOff))
  expect(closed).toEqual([expect.stringContaining('no connection came about without one')])
})

test('who takes plain HTTP besides, as PERMISSIVE does, has answered', async () => {
  const { answered } = await knockAt(await openPort(speaksTls(workload, true), speaksHttp))
  const sentence =
    'backend-api should speak to nobody without a certificate of the mesh, and answered 200 over plain HTTP'
  expect(answered).toEqual([{ id: 'backend-api', place: 'backend-api GET /', sentence }])
})

test('who asks for no certificate over TLS has answered', async () => {
  const { answered } = await knockAt(await openPort(speaksTls(workload, false), cutOff))
  expect(answered).toMatchObject([{ sentence: expect.stringContaining('answered 200 over TLS') }])
})

test('who says nothing about a certificate is silent, and not closed', async () => {
  const crashed = await knockAt(await openPort(cutOff, cutOff))
  expect(crashed.silent).toEqual([
    'backend-api gave no answer: it closed the connection, and said nothing about a certificate',
  ])
  const other = await openTlsIdentity(join(keysFolder, 'tls'), 'serviceb', systemClock)
  const stranger = await knockAt(await openPort(speaksTls(other, true), cutOff))
  expect(stranger.silent).toEqual(['backend-api gave no answer: its certificate is not that of a workload'])
  const [free = 0] = await freePorts(1)
  expect((await knockAt(free)).silent).toEqual(['backend-api gave no answer: nobody listens there'])
})

test('who takes the connection and then says nothing is not waited for without end', async () => {
  const clock = manualClock(0)
  let held = 0
  const { promise: allHeld, resolve } = Promise.withResolvers<void>()
  const hold = () => void (++held === 8 && resolve())
  const knocking = knockAt(await openPort(hold, hold), clock)
  await allHeld
  clock.advance({ milliseconds: PLAY - 1 })
  clock.advance({ milliseconds: 1 })
  expect((await knocking).silent).toEqual(['backend-api gave no answer: it did not answer in time'])
})
