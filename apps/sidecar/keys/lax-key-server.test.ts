import { generateKeyPairSync, sign } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { readLaxKey } from './lax-key.ts'
import { openLaxKeyServer } from './lax-key-server.ts'
import { createLaxRegistry, MOST_LAX_KEPT, MOST_LAX_QUESTIONS } from './lax-registry.ts'
import { AnswerTooLate, type OutsideAnswer, type OutsideQuestion } from '#core/http/outside-client'

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const jwk = pair.publicKey.export({ format: 'jwk' })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })
const TEXT = 'header.payload'
const SIGNATURE = sign('sha256', Buffer.from(TEXT), pair.privateKey)

function outcomeOf(answer: ReturnType<typeof readLaxKey>) {
  return answer.kind === 'key' ? (answer.isSignedBy(TEXT, SIGNATURE) ? 'believed' : 'wrong signature') : answer.kind
}

// The rows `reader` of registry-vectors.json, as the original answers them.
describe('UNSAFE: a key is read as the original reads it', () => {
  test.each<[what: string, text: string, outcome: string]>([
    ['full', JSON.stringify({ ...jwk, kid: 'mykey', alg: 'RS256', use: 'sig' }), 'believed'],
    ['bare', JSON.stringify({ n: jwk.n, e: jwk.e }), 'believed'],
    ['padded', JSON.stringify({ ...jwk, n: `${jwk.n}==` }), 'believed'],
    ['kid-differs', JSON.stringify({ ...jwk, kid: 'another' }), 'believed'],
    ['use-enc', JSON.stringify({ ...jwk, use: 'enc' }), 'believed'],
    ['alg-empty', JSON.stringify({ ...jwk, alg: '' }), 'believed'],
    ['alg-rs512', JSON.stringify({ ...jwk, alg: 'RS512' }), 'unusable-algorithm'],
    ['alg-lower', JSON.stringify({ ...jwk, alg: 'rsa' }), 'unusable-algorithm'],
    ['alg-number', JSON.stringify({ ...jwk, alg: 5 }), 'server-error'],
    ['ec-key', JSON.stringify(ec), 'wrong signature'],
    ['not-json', 'hello', 'server-error'],
    ['a list', '[]', 'server-error'],
    ['numbers that are none', JSON.stringify({ n: 5, e: {} }), 'wrong signature'],
    ['numbers beyond our bounds', JSON.stringify({ ...jwk, n: 'A'.repeat(5000) }), 'beyond-bounds'],
  ])('%s', (_what, text, outcome) => {
    expect(outcomeOf(readLaxKey(text))).toBe(outcome)
  })
})

const GOOD = { status: 200, headers: {}, text: JSON.stringify(jwk) }

function open(answer: (question: OutsideQuestion) => OutsideAnswer | Promise<OutsideAnswer>) {
  const clock = manualClock(0)
  const asked: OutsideQuestion[] = []
  const ask = async (question: OutsideQuestion) => (asked.push(question), answer(question))
  const client = { origin: '', base: '/base', path: '/base', ask, close: async () => {} }
  return { clock, asked, registry: createLaxRegistry(client, clock) }
}

describe('UNSAFE: a registry is asked as the original asks it', () => {
  test.each([
    ['svc', 'k', '/base/services/svc/keys/k'],
    ['svc', 'k=', '/base/services/svc/keys/k%3D'],
    ['we ird', 'a/b', '/base/services/we+ird/keys/a%2Fb'],
    ['größe!', "(*')", '/base/services/gr%C3%B6%C3%9Fe%21/keys/%28%2A%27%29'],
    ['..', 'k', '/base/keys/k'],
    ['.', 'k', '/base/services/keys/k'],
    ['svc', '', '/base/services/svc/keys'],
    ['svc', '..', '/base/services/svc'],
    ['', '..', '/base/services'],
    ['\uD800', 'k', '/base/services/%EF%BF%BD/keys/k'],
  ])('%j and %j lead to %s (W5)', async (issuer, kid, path) => {
    const { registry, asked } = open(() => GOOD)
    await registry.find(issuer, kid)
    expect(asked[0]?.path).toBe(path)
  })

  test.each([
    [404, 'no-matching-key'],
    [403, 'server-error'],
    [409, 'server-error'],
    [500, 'server-error'],
    [302, 'server-error'],
  ])('%d means %s', async (status, kind) => {
    const { registry } = open(() => ({ status, headers: {}, text: '' }))
    expect(await registry.find('svc', 'k')).toMatchObject({ kind })
  })

  test('once for each token, unless the registry says that an answer may be kept, also a no (W4)', async () => {
    const each = open(() => GOOD)
    await each.registry.find('svc', 'k')
    await each.registry.find('svc', 'k')
    expect(each.asked).toHaveLength(2)
    const no = open(() => ({ status: 404, headers: { 'cache-control': 'max-age=3' }, text: '' }))
    await no.registry.find('svc', 'k')
    no.clock.advance({ seconds: 2 })
    await no.registry.find('svc', 'k')
    expect(no.asked).toHaveLength(1)
    no.clock.advance({ seconds: 1 })
    await no.registry.find('svc', 'k')
    expect(no.asked).toHaveLength(2)
  })

  test('with the ETag of what it has', async () => {
    let status = 200
    const { registry, asked } = open(() => ({
      ...GOOD,
      status,
      headers: { etag: '"1"' },
      text: status === 200 ? GOOD.text : '',
    }))
    await registry.find('svc', 'k')
    status = 304
    expect(outcomeOf(await registry.find('svc', 'k'))).toBe('believed')
    expect(asked[1]?.headers).toEqual({ 'if-none-match': '"1"' })
  })

  test('up to bounds of ours: in number, in memory, and in time (W4, W15)', async () => {
    const kept = open(() => ({ status: 404, headers: { 'cache-control': 'max-age=60' }, text: '' }))
    for (let at = 0; at < MOST_LAX_KEPT + 10; at++) await kept.registry.find('svc', `k${at}`)
    expect(kept.registry.size).toBe(MOST_LAX_KEPT)

    const hanging = open(() => new Promise(() => {}))
    for (let at = 0; at < MOST_LAX_QUESTIONS; at++) void hanging.registry.find('svc', `k${at}`)
    const oneMore = Promise.race([
      hanging.registry.find('svc', 'k'),
      new Promise((go) => setImmediate(() => go('asked'))),
    ])
    expect(await oneMore).toMatchObject({ kind: 'beyond-bounds' })
    expect(hanging.asked[0]).toMatchObject({ patience: 30_000 })

    const late = open(({ patience }) => Promise.reject(new AnswerTooLate(patience)))
    expect(await late.registry.find('svc', 'k')).toMatchObject({ kind: 'beyond-bounds', why: /for ever/ })
  })
})

const folder = await mkdtemp(join(tmpdir(), 'lax-'))
afterAll(() => rm(folder, { recursive: true }))
const parts = { issuers: [], algorithms: [], clock: manualClock(0), log: { info: () => {}, warn: () => {} } }

test('UNSAFE: a preshared key has its names in any case', async () => {
  const path = join(folder, 'a.pub')
  await writeFile(path, String(pair.publicKey.export({ format: 'pem', type: 'spki' })))
  const server = await openLaxKeyServer({ type: 'preshared', issuer: 'svc', keyId: 'MyKey', path }, parts)
  expect(outcomeOf(await server.find('SVC', 'mykey'))).toBe('believed')
  expect(outcomeOf(await server.find('another', 'mykey'))).toBe('server-error')
  expect(server.state()).toEqual({ type: 'preshared', keys: 1 })
  await server.close()
})

test.each(['keyregistry', 'jwks'] as const)('UNSAFE: %s has keys of every issuer', async (type) => {
  const text = type === 'jwks' ? JSON.stringify({ keys: [{ ...jwk, kid: 'k' }] }) : GOOD.text
  const http = createServer((_request, response) => response.end(text))
  await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}` // it listens
  const server = await openLaxKeyServer(type === 'jwks' ? { type, url } : { type, registry: url }, parts)
  expect(outcomeOf(await server.find('anybody', 'k'))).toBe('believed')
  http.closeAllConnections()
  await new Promise((resolve) => http.close(resolve))
  if (type === 'keyregistry') {
    expect(outcomeOf(await server.find('anybody', 'k2'))).toBe('server-error')
    expect(server.state().trouble?.what).toContain('nobody listens there')
  }
  await server.close()
})
