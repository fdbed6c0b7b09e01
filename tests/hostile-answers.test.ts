import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, afterAll, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { ANSWER_BOUNDS, type AnswerKind } from '#core/http/answer-bounds'
import { MAX_ANSWERS } from '#core/http/answers-in-memory'
import { createPeer, type Peer } from '#core/http/peer'
import { openTlsIdentity, type TlsIdentity } from '#core/http/tls'
import { silent } from '#core/trace/recorder'
import { httpAnswer, openTlsPeer, type Behaviour } from './support/tls-peer.ts'

// A peer that answers many calls at once, with as much as an answer may have.

let folder: string
let tls: TlsIdentity
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hostile-answers-'))
  tls = await openTlsIdentity(folder, 'serviceb', systemClock)
})
afterAll(() => rm(folder, { recursive: true }))

async function openPeer(behave: Behaviour): Promise<Peer> {
  const fake = await openTlsPeer(tls, behave)
  const url = new URL(`https://127.0.0.1:${fake.port}`)
  const settings = {
    host: '127.0.0.1',
    name: 'serviceb',
    caller: 'servicea',
    timeoutMilliseconds: 60_000,
    clock: systemClock,
  }
  const peer = createPeer({ ...settings, url, setting: 'SERVICEB_URL', ca: tls.ca })
  onTestFinished(async () => {
    await peer.close()
    await fake.close()
  })
  return peer
}

const context = { trace: { traceId: 'a'.repeat(32), parentId: undefined, sampled: false }, recorder: silent }
const call = (peer: Peer, expects: AnswerKind = 'key set') =>
  peer.call({ method: 'GET', path: '/', expects }, { ...context, deadline: Infinity }, 'b'.repeat(16))

const listOf = (commas: number) => httpAnswer(200, 'application/json', `[${'1,'.repeat(commas)}1]`)

const { bytes } = ANSWER_BOUNDS['key set']
const MANY = Math.floor(MAX_ANSWERS / bytes)

test('answers that never end are given up, the largest first, when all together are too large', async () => {
  const endless = await openPeer((socket) => {
    socket.write(`HTTP/1.1 200 X\r\ncontent-length: ${bytes}\r\n\r\n${'x'.repeat(bytes - 1)}`)
  })
  const honest = await openPeer((socket) => socket.write(httpAnswer(200, 'text/plain', 'good')))
  const given = Array.from({ length: MANY + 1 }, () => call(endless).catch((error: unknown) => error))
  expect(await Promise.race(given)).toMatchObject({ type: 'peer-garbled', detail: 'serviceb answered too much.' })
  expect(await call(honest)).toMatchObject({ body: 'good' })
})

test('answers that were read make room: the next one is not too much, though it is larger than each of them', async () => {
  const small = 40_000
  const sizes = [...Array.from({ length: MAX_ANSWERS / small - 2 }, () => small), bytes]
  const left = [...sizes]
  const peer = await openPeer((socket) => socket.write(httpAnswer(200, 'text/plain', 'x'.repeat(left.shift() ?? 0))))
  for (const size of sizes) expect((await call(peer)).body).toHaveLength(size)
})

test('an answer of much structure and little else is not read', async () => {
  const { structure } = ANSWER_BOUNDS.short
  const enough = await openPeer((socket) => socket.write(listOf(structure - 2)))
  expect((await call(enough, 'short')).body).toHaveLength(structure - 1)
  const more = await openPeer((socket) => socket.write(listOf(structure - 1)))
  await expect(call(more, 'short')).rejects.toMatchObject({ type: 'peer-garbled' })
})
