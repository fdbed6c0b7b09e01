import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'undici'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { httpAnswer, openTlsPeer, type Behaviour } from '../../tests/support/tls-peer.ts'
import { until } from '../../tests/support/until.ts'
import { systemClock } from '../clock.ts'
import { collectAnswer } from './collect-answer.ts'
import { openTlsIdentity, type TlsIdentity } from './tls.ts'

let folder: string
let tls: TlsIdentity
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'collect-'))
  tls = await openTlsIdentity(folder, 'serviceb', systemClock)
})
afterAll(() => rm(folder, { recursive: true }))

const GET = { method: 'GET', path: '/' } as const
const TOO_LATE = new Error('too late')

/** One connection, so that requests wait for each other. */
async function open(behave: Behaviour) {
  const fake = await openTlsPeer(tls, behave)
  const connect = { ca: tls.ca, servername: 'serviceb', rejectUnauthorized: true }
  const pool = new Pool(`https://127.0.0.1:${fake.port}`, { connections: 1, connect })
  onTestFinished(async () => {
    await pool.destroy()
    await fake.close()
  })
  return { fake, pool }
}

function collect(...asked: Parameters<typeof collectAnswer>) {
  const underWay = collectAnswer(...asked)
  onTestFinished(underWay.leave)
  return underWay
}

test('an answer that comes in pieces, after a hint, is one answer', async () => {
  const { pool } = await open((socket) => {
    socket.write(
      'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 201 X\r\nx-a: 1\r\ncontent-length: 6\r\n\r\none',
    )
    setImmediate(() => socket.write('two'))
  })
  const { status, headers, body } = await collect(pool, GET, 1000).answer
  expect({ status, headers, body: body.toString() }).toEqual({
    status: 201,
    headers: { 'x-a': '1', 'content-length': '6' },
    body: 'onetwo',
  })
})

test('an answer in a hundred pieces is whole, and one with a byte too many is given up', async () => {
  const head = 'HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n'
  const pieces = Array.from({ length: 100 }, (_, at) => `1;${'x'.repeat(100)}\r\n${at % 10}\r\n`).join('')
  const { pool } = await open((socket) => socket.write(`${head}${pieces}0\r\n\r\n`))
  expect((await collect(pool, GET, 100).answer).body.toString()).toBe('0123456789'.repeat(10))
  await expect(collect(pool, GET, 99).answer).rejects.toMatchObject({ name: 'AnswersTooLarge' })
})

test('who gives up ends the connection: the peer need not go on', async () => {
  const { promise: asked, resolve } = Promise.withResolvers<Parameters<Behaviour>[0]>()
  const { pool } = await open((socket) => resolve(socket))
  const { answer, giveUp } = collect(pool, GET, 1000)
  const socket = await asked
  giveUp(TOO_LATE)
  await expect(answer).rejects.toBe(TOO_LATE)
  await until('its end', () => socket.closed)
})

test('what was given up while it waited for a connection is never sent', async () => {
  const { promise: asked, resolve } = Promise.withResolvers<Parameters<Behaviour>[0]>()
  const { fake, pool } = await open((socket) => resolve(socket))
  const first = collect(pool, GET, 1000)
  const second = collect(pool, { ...GET, path: '/second' }, 1000)
  const socket = await asked
  second.giveUp(TOO_LATE)
  await expect(second.answer).rejects.toBe(TOO_LATE)
  socket.write(httpAnswer(200, 'text/plain', 'x'))
  expect((await first.answer).status).toBe(200)
  const third = collect(pool, { ...GET, path: '/third' }, 1000)
  await until('the third', () => fake.received().includes('/third'))
  expect(fake.received()).not.toContain('/second')
  third.giveUp(TOO_LATE)
  await expect(third.answer).rejects.toBe(TOO_LATE)
})

test.each([
  ['without an answer', '', 'UND_ERR_SOCKET'],
  ['in the middle of it', httpAnswer(200, 'text/plain', 'hello').slice(0, -2), 'ANSWER_CUT'],
])('a connection that ends %s is told as that', async (_how, sent, code) => {
  const { pool } = await open((socket) => void socket.end(sent))
  await expect(collect(pool, GET, 1000).answer).rejects.toMatchObject({ code })
})
