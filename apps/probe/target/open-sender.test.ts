import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import type { AttackRequest } from '#attacks'
import { manualClock, systemClock } from '#core/clock'
import { openTlsIdentity } from '#core/http/tls'
import { openTlsPeer } from '../../../tests/support/tls-peer.ts'
import { openSender } from './open-sender.ts'
import { openOddTarget, senderTo, targetAt } from './target.fixture.ts'

const bearer: AttackRequest = { method: 'GET', headers: [['Authorization', 'Bearer x.y.z']] }
const raw: AttackRequest = { ...bearer, raw: true }
const BOTH: [string, AttackRequest][] = [
  ['over a kept connection', bearer],
  ['raw', raw],
]
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
/** A server of Node as it is: it refuses a long header, reads no more of it, and works while we do. */
const IMPATIENT_SERVER = `const server = require('node:http').createServer((_request, response) => response.end())
server.listen(0, '127.0.0.1', () => require('node:worker_threads').parentPort.postMessage(server.address().port))`

test.each(BOTH)('%s: each misbehaviour of a target has its outcome', async (_how, request) => {
  const cases: [string, object][] = [
    [OK, { answer: { status: 200, body: 'ok' } }],
    ['HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n' + OK, { answer: { status: 200 } }],
    ['HTTP/1.0 401 No\r\n\r\nuntil the end', { answer: { status: 401, body: 'until the end' } }],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n', { answer: { body: 'ok' } }],
    ['HTTP/1.1 302 Go\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n', { answer: { status: 302 } }],
    ['HTTP/1.1 101 Switch\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n', { answer: { status: 101, body: '' } }],
    [`${OK}HTTP/1.1 500 more\r\n\r\n`, { answer: { status: 200 } }],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n', { kind: 'dropped' }],
    ['HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nshort', { kind: 'dropped', came: { status: 200, body: 'short' }, detail: expect.stringMatching(/200 came, and 5 bytes of its body/) }], // prettier-ignore
    ['HTTP/1.1 401 No\r\nContent-Length: 20\r\n\r\n', { kind: 'dropped', came: { body: '' }, detail: expect.stringMatching(/401 came, and nothing of a body/) }], // prettier-ignore
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n', { kind: 'dropped', came: { body: 'ok' } }],
    ['HTTP/1.1 200 OK\r\nContent-Le', { kind: 'dropped' }],
    ['SSH-2.0-OpenSSH_9.2\r\n', { kind: 'dropped', detail: expect.stringContaining('not HTTP') }],
    [`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`, { kind: 'dropped' }],
    ['', { kind: 'dropped', detail: 'it closed the connection without an answer' }],
  ]
  for (const [answer, outcome] of cases) {
    const { port } = await openOddTarget((socket) => void socket.end(answer, 'latin1'))
    expect(await (await senderTo(port)).send(request), answer.slice(0, 60)).toMatchObject(outcome)
  }
  const { port } = await openOddTarget((socket) => void socket.resetAndDestroy())
  expect(await (await senderTo(port)).send(request)).toMatchObject({ kind: 'dropped' })
})

test.each(BOTH)('%s: headers keep their order, and come twice where they came twice', async (_how, request) => {
  const head =
    'HTTP/1.1 401 No\r\nWWW-Authenticate: Basic\r\nAge: 1\r\nWWW-Authenticate: Bearer\r\nContent-Length: 0\r\n\r\n'
  const { port } = await openOddTarget((socket) => void socket.write(head))
  expect(await (await senderTo(port)).send(request)).toMatchObject({
    answer: {
      headers: [
        ['www-authenticate', 'Basic'],
        ['age', '1'],
        ['www-authenticate', 'Bearer'],
        ['content-length', '0'],
      ],
    },
  })
})

test.each(BOTH)(
  '%s: who says nothing, or never ends, hangs after five seconds, and no sooner',
  async (_how, request) => {
    for (const said of ['', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart']) {
      const clock = manualClock(0)
      const { promise: isAsked, resolve } = Promise.withResolvers<void>()
      const { port } = await openOddTarget((socket) => void socket.write(said, () => resolve()))
      const sent = (await senderTo(port, {}, clock)).send(request)
      await isAsked
      clock.advance({ milliseconds: 4999 })
      clock.advance({ milliseconds: 1 })
      expect(await sent).toEqual({ kind: 'hung', milliseconds: 5000 })
    }
  },
)

test.each(BOTH)('%s: of an answer without an end the first 64 KB are read', async (_how, request) => {
  const { port } = await openOddTarget((socket) => {
    const flood = () => void (socket.writable && socket.write('y'.repeat(10_000), flood))
    socket.write('HTTP/1.1 200 OK\r\n\r\n', flood)
  })
  const outcome = await (await senderTo(port)).send(request)
  expect(outcome.kind === 'answered' && outcome.answer.body).toBe('y'.repeat(65_536))
})

test('who is not there is unreachable, and not hung or dropped', async () => {
  const { port, stop } = await openOddTarget(() => {})
  await stop()
  for (const request of [bearer, raw]) {
    expect(await (await senderTo(port)).send(request)).toMatchObject({ kind: 'unreachable' })
  }
})

test('a kept connection that ends just then is no finding: the request is sent again, once', async () => {
  const { port, received } = await openOddTarget((socket, text, count) => {
    if (count === 0 && text.split('GET ').length > 2) socket.resetAndDestroy()
    else socket.write(OK)
  })
  const sender = await senderTo(port)
  expect(await sender.send(bearer)).toMatchObject({ answer: { status: 200 } })
  expect(await sender.send(bearer)).toMatchObject({ answer: { status: 200 } })
  expect(received.map((text) => text.split('GET ').length - 1)).toEqual([2, 1])
})

test('who ends each connection on a bad request has dropped it, on a kept connection too', async () => {
  const { port } = await openOddTarget((socket, text) =>
    text.includes('bad') ? void socket.destroy() : void socket.write(OK),
  )
  const sender = await senderTo(port)
  await sender.send(bearer)
  expect(await sender.send({ method: 'GET', headers: [['Authorization', 'bad']] })).toMatchObject({ kind: 'dropped' })
})

test('who fell over by a bad request has dropped it: that nobody is there afterwards is no other matter', async () => {
  const target = await openOddTarget((socket, text) => {
    if (!text.includes('bad')) return void socket.write(OK)
    void target.stop()
    socket.destroy()
  })
  const sender = await senderTo(target.port)
  await sender.send(bearer)
  expect(await sender.send({ method: 'GET', headers: [['Authorization', 'bad']] })).toMatchObject({ kind: 'dropped' })
})

test('an ordinary request has what the target wants besides, and goes over one connection', async () => {
  const { port, received } = await openOddTarget((socket) => void socket.write(OK))
  const sender = await senderTo(port, { method: 'POST', body: '{"ü":1}', extraHeaders: [['Content-Type', 'a/b']] })
  await sender.send(bearer)
  await sender.send({ method: 'HEAD', query: 'd=e', headers: [] })
  expect(received).toHaveLength(1)
  expect(received[0]).toMatch(
    /^POST \/a\?b=c HTTP\/1\.1\r\nHost: 127\.0\.0\.1:\d+\r\nContent-Length: 8\r\nContent-Type: a\/b\r\n/,
  )
  expect(received[0]).toContain('{"\u00c3\u00bc":1}HEAD /a?b=c&d=e HTTP/1.1\r\n')
})

test('what is raw goes out byte by byte', async () => {
  const { port, received } = await openOddTarget((socket) => void socket.end(OK))
  const headers = [
    ['Authorization', 'Bearer a\u0000\u00e9'],
    ['AUTHORIZATION', ' Bearer\r\n b\r '],
    ['', ''],
  ] as const
  await (await senderTo(port)).send({ method: 'FOO', path: '//a b/..', headers, body: 'left over', raw: true })
  expect(received[0]).toBe(
    `FOO //a b/.. HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 9\r\nAuthorization: Bearer a\u0000\u00e9\r\n` +
      'AUTHORIZATION:  Bearer\r\n b\r \r\n: \r\nConnection: close\r\n\r\nleft over',
  )
})

test('who refuses a long header before its end has answered', async () => {
  const refusal = 'HTTP/1.1 431 Too long\r\nConnection: close\r\n\r\n'
  const { port } = await openOddTarget((socket, text) => void (text.length > 16_000 && socket.end(refusal)))
  const long = { ...raw, headers: [['Authorization', `Bearer ${'a'.repeat(1_000_000)}`]] } as const
  expect(await (await senderTo(port)).send(long)).toMatchObject({ answer: { status: 431 } })
})

test('an answer is read that comes before a connection is reset, also when the request is an ordinary one', async () => {
  const server = new Worker(IMPATIENT_SERVER, { eval: true })
  onTestFinished(async () => void (await server.terminate()))
  const [port] = await once(server, 'message')
  const sender = await senderTo(port)
  for (const request of [bearer, raw])
    for (const size of [20_000, 150_000, 1_000_000]) {
      const headers = [['Authorization', `Bearer ${'a'.repeat(size)}`]] as const
      expect(await sender.send({ ...request, headers }), `${size}`).toMatchObject({ answer: { status: 431 } })
    }
})

test('over TLS the certificate is checked: who is not believed is sent nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'target-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const tls = await openTlsIdentity(folder, 'serviceb', systemClock)
  const fake = await openTlsPeer(tls, (socket) => void socket.write(OK))
  onTestFinished(() => fake.close())
  for (const request of [bearer, raw]) {
    const strange = openSender(await targetAt(`https://localhost:${fake.port}/`), systemClock)
    const detail = expect.stringContaining('--ca FILE or NODE_EXTRA_CA_CERTS')
    expect(await strange.send(request)).toEqual({ kind: 'unreachable', detail })
    expect(fake.received()).toBe('')
    await strange.close()
  }
  const known = openSender(await targetAt(`https://localhost:${fake.port}/`, { tls: { ca: [tls.ca] } }), systemClock)
  onTestFinished(() => known.close())
  expect(await known.send(bearer)).toMatchObject({ answer: { status: 200 } })
  expect(await known.send(raw)).toMatchObject({ answer: { status: 200 } })
  const plain = openSender(await targetAt(`http://localhost:${fake.port}/`), systemClock)
  onTestFinished(() => plain.close())
  expect((await plain.send(bearer)).kind).not.toBe('answered')
})
