import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import nodeTls, { createServer } from 'node:tls'
import { Agent, request } from 'undici'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { withIPv6 } from '../../tests/support/needs.ts'
import { httpAnswer, openMutePeer, openTlsPeer, type Behaviour } from '../../tests/support/tls-peer.ts'
import { systemClock } from '../clock.ts'
import { silent } from '../trace/recorder.ts'
import type { RequestContext } from '../trace/request-context.ts'
import { ANSWER_BOUNDS } from './answer-bounds.ts'
import { createPeer, type Peer, type PeerRequest, type PeerSettings } from './peer.ts'
import { openTlsIdentity, type TlsIdentity } from './tls.ts'

let folder: string
let tls: TlsIdentity
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'peer-'))
  tls = await openTlsIdentity(folder, 'serviceb', systemClock)
})
afterAll(() => rm(folder, { recursive: true }))

const context: RequestContext = {
  trace: { traceId: 'a'.repeat(32), parentId: 'b'.repeat(16), sampled: true },
  recorder: silent,
  deadline: Infinity,
}
const GET: PeerRequest = { method: 'GET', path: '/somewhere' }
const call = (peer: Peer, request = GET, deadline = Infinity) =>
  peer.call(request, { ...context, deadline }, 'c'.repeat(16))

async function open(behave: Behaviour, settings: Partial<PeerSettings> = {}) {
  const fake = await openTlsPeer(tls, behave)
  const peer = peerAt(fake.port, settings)
  onTestFinished(() => fake.close())
  return { fake, peer }
}

function peerAt(port: number, settings: Partial<PeerSettings> = {}): Peer {
  const url = new URL(`https://127.0.0.1:${port}`)
  const peer = createPeer({
    caller: 'test',
    host: '127.0.0.1',
    name: 'serviceb',
    url,
    setting: 'SERVICEB_URL',
    ca: tls.ca,
    timeoutMilliseconds: 20_000,
    clock: systemClock,
    ...settings,
  })
  onTestFinished(() => peer.close())
  return peer
}

const problem = (name: string) => ({ type: name, members: { peer: 'serviceb' } })
const textOf = (length: number) => 'x'.repeat(length)
const chunked = (text: string) =>
  `HTTP/1.1 200 X\r\ncontent-type: text/plain\r\ntransfer-encoding: chunked\r\n\r\n${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`

withIPv6.test('localhost is where the processes listen, whatever this machine takes it for', async () => {
  for (const host of ['::1', '127.0.0.1']) {
    const server = createServer({ cert: tls.cert, key: tls.key }, (socket) => {
      socket.on('data', () => socket.write(httpAnswer(200, 'text/plain', host))).on('error', () => {})
    })
    await new Promise<void>((resolve) => server.listen(0, host, resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo // a TCP server that listens
    const peer = peerAt(port, { host, url: new URL(`https://localhost:${port}`) })
    expect(await call(peer)).toMatchObject({ status: 200, body: host })
  }
})

describe('the size of an answer', () => {
  const most = ANSWER_BOUNDS.short.bytes

  test.each<[string, (text: string) => string]>([
    ['with its length', (text) => httpAnswer(200, 'text/plain', text)],
    ['in chunks', chunked],
  ])('%s: as much as is allowed arrives, a byte more does not', async (_how, answer) => {
    const enough = await open((socket) => socket.write(answer(textOf(most))))
    expect(await call(enough.peer)).toMatchObject({ status: 200, body: textOf(most) })
    const more = await open((socket) => socket.write(answer(textOf(most + 1))))
    await expect(call(more.peer)).rejects.toMatchObject({
      ...problem('peer-garbled'),
      message: expect.stringContaining('too much'),
    })
    expect(await call(more.peer, { ...GET, expects: 'key set' })).toMatchObject({ body: textOf(most + 1) })
  })
})

describe('the time of an answer', () => {
  test('is the own limit, or the deadline of who asks: whatever comes first', async () => {
    const { fake, peer } = await open(() => {}, { timeoutMilliseconds: 50 })
    await expect(call(peer)).rejects.toMatchObject(problem('peer-timeout'))
    const patient = peerAt(fake.port)
    const deadline = systemClock.monotonic() + 50
    await expect(call(patient, GET, deadline)).rejects.toMatchObject(problem('peer-timeout'))
    await expect(call(patient, GET, systemClock.monotonic() - 1)).rejects.toMatchObject(problem('peer-timeout'))
  })

  test('counts from before there is a connection', async () => {
    const mute = await openMutePeer()
    onTestFinished(() => mute.close())
    const peer = peerAt(mute.port, { timeoutMilliseconds: 50 })
    await expect(call(peer)).rejects.toMatchObject(problem('peer-timeout'))
  })

  test('is told to the callee, less what the caller needs to answer itself', async () => {
    const { fake, peer } = await open((socket) => socket.write(httpAnswer(200, 'text/plain', 'x')))
    await call(peer)
    expect(fake.received()).toMatch(/^x-request-timeout-ms: 18000\r$/m)
    await call(peer, GET, systemClock.monotonic() + 10_000)
    const budgets = [...fake.received().matchAll(/^x-request-timeout-ms: (\d+)\r$/gm)].map(([, text]) => Number(text))
    expect(budgets[1]).toBeLessThanOrEqual(9000)
    expect(budgets[1]).toBeGreaterThan(0)
  })
})

describe('who answers', () => {
  test('is known by its certificate: another name, or another authority, is sent nothing', async () => {
    const other = await mkdtemp(join(tmpdir(), 'peer-'))
    onTestFinished(() => rm(other, { recursive: true }))
    const stranger = await openTlsIdentity(other, 'serviceb', systemClock)
    const { fake } = await open((socket) => socket.write(httpAnswer(200, 'text/plain', 'x')))
    const body = { a: 'secret' }
    for (const settings of [{ name: 'servicec' }, { ca: stranger.ca }]) {
      const asked = call(peerAt(fake.port, settings), { ...GET, method: 'POST', body })
      await expect(asked).rejects.toMatchObject({ type: 'peer-unreachable' })
    }
    expect(fake.received()).toBe('')
    await call(peerAt(fake.port), { ...GET, method: 'POST', body })
    expect(fake.received()).toContain('secret')
  })
})

describe('what is sent', () => {
  test('our own headers win over those of a request, and the body has its type', async () => {
    const { fake, peer } = await open((socket) => socket.write(httpAnswer(200, 'text/plain', 'x')))
    const headers = { traceparent: 'x', 'x-request-timeout-ms': '1', authorization: 'Bearer y' }
    await call(peer, { method: 'POST', path: '/a', headers, form: { a: 'b c' } })
    expect(fake.received()).toMatch(new RegExp(`^traceparent: 00-a{32}-c{16}-01\\r$`, 'm'))
    expect(fake.received()).toMatch(/^authorization: Bearer y\r$/m)
    expect(fake.received()).not.toMatch(/^x-request-timeout-ms: 1\r$/m)
    expect(fake.received()).toContain('content-type: application/x-www-form-urlencoded')
    expect(fake.received()).toMatch(/\r\n\r\na=b\+c$/)
  })
})

describe('what is read', () => {
  test.each([
    ['application/json', { a: 1 }],
    ['Application/Problem+JSON; charset=utf-8', { a: 1 }],
    ['text/html', '{"a":1}'],
    ['', '{"a":1}'],
  ])('%j: JSON only where its type says so', async (type, body) => {
    const { peer } = await open((socket) => socket.write(httpAnswer(200, type, '{"a":1}')))
    expect((await call(peer)).body).toEqual(body)
  })

  test('a redirect is an answer, and is not followed', async () => {
    const { fake, peer } = await open((socket) =>
      socket.write(httpAnswer(302, 'text/plain', '', `location: https://127.0.0.1:1/\r\n`)),
    )
    expect(await call(peer)).toMatchObject({ status: 302 })
    expect(fake.received().match(/^GET /gm)).toHaveLength(1)
  })
})

test('a header that came twice is a list: none of the two is lost', async () => {
  const twice = 'age: 30\r\nage: 31\r\ncache-control: no-store\r\ncache-control: max-age=60\r\n'
  const answer = httpAnswer(200, 'text/plain', 'x').replace('\r\n', `\r\n${twice}`)
  const { peer } = await open((socket) => socket.write(answer))
  expect((await call(peer)).headers).toMatchObject({ age: '30,31', 'cache-control': 'no-store,max-age=60' })
})

test('nothing older than TLS 1.2 is spoken, whatever this process takes for granted', async () => {
  const { DEFAULT_MIN_VERSION, DEFAULT_CIPHERS } = nodeTls
  onTestFinished(() => void Object.assign(nodeTls, { DEFAULT_MIN_VERSION, DEFAULT_CIPHERS }))
  Object.assign(nodeTls, OLD_DEFAULTS)
  const old = await openTlsPeer({ ...tls, maxVersion: 'TLSv1.1' }, (socket) => socket.write(httpAnswer(200, 'a/b', '')))
  onTestFinished(() => old.close())
  await expect(call(peerAt(old.port))).rejects.toMatchObject(problem('peer-unreachable'))
  expect(old.received()).toBe('')
  const { statusCode } = await request(`https://127.0.0.1:${old.port}`, { dispatcher: oldClient() })
  expect(statusCode).toBe(200) // it does speak, to whoever lets it
})

const OLD_DEFAULTS = { DEFAULT_MIN_VERSION: 'TLSv1', DEFAULT_CIPHERS: 'DEFAULT@SECLEVEL=0' }

function oldClient(): Agent {
  const agent = new Agent({ connect: { ca: tls.ca, servername: 'serviceb', rejectUnauthorized: true } })
  onTestFinished(() => agent.destroy())
  return agent
}
