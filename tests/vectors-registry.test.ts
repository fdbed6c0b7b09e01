import { Buffer } from 'node:buffer'
import type { Test } from 'supertest'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readPublishedKey } from '#core/registry/published-key'
import { createFactory } from '../jwt-factory/factory.ts'
import { stateOfKey } from '../jwt-factory/registry/service-keys.ts'
import { openTestParts, type TestParts } from '../jwt-factory/test-parts.ts'
import { keyAddress, newPublisher, type Publisher } from './support/publisher.ts'
import { readVectors } from './support/vectors.ts'
import request from './support/request.ts'

interface RegistryRequest {
  method: 'GET' | 'PUT' | 'DELETE'
  path: string
  query?: Record<string, number | { n: number }>
  token?: { signedBy?: string; raw?: string; claims?: Record<string, unknown>; header?: Record<string, unknown> } | null
  body?: { key?: string; text?: string; jwk?: object; padded?: boolean; private?: boolean }
  times?: number
}

interface RegistryVector {
  id: string
  what: string
  given: Record<string, string>
  request: RegistryRequest
  expect: {
    status: number | number[]
    again?: number
    states?: Record<string, string>
    kids?: string[]
    key?: string
    json?: unknown
    headers?: Record<string, string>
  }
}

interface ReaderRow {
  id: string
  jwk: Record<string, unknown>
  real: { status: number }
}

const { base, count, readerCount, vectors, reader } = readVectors<{
  base: { registry: string; service: string }
  count: number
  readerCount: number
  vectors: RegistryVector[]
  reader: ReaderRow[]
}>('jwtproxy/registry-vectors.json')

const START = '2026-11-26T12:00:00Z'
const { registry: origin, service } = base

let parts: TestParts
let publishers: Map<string, Publisher>
beforeEach(async () => {
  // A person approves first keys, as in the protocol: 202 is what the vectors expect of one.
  const env = { FACTORY_URL: origin, REGISTRY_APPROVAL: 'ask' }
  parts = await openTestParts({ start: START, ringIds: ['@', 'servicea'], env })
  publishers = new Map()
})
afterEach(() => parts.close())

const seconds = () => Math.floor(parts.clock.now() / 1000)

/** RSA keys take their time: each name has one for all rows, and another that is padded. The registry is new for each row. */
const made = new Map<string, Promise<Publisher>>()

async function publisher(name: string, padded = false): Promise<Publisher> {
  const id = `${name} ${padded}`
  if (!made.has(id)) made.set(id, newPublisher('RS256', { padded }))
  const known = publishers.get(name) ?? (await made.get(id)!)
  publishers.set(name, known)
  return known
}

/** Brings a key into a state, by the routes and the decisions that lead there. */
async function bring(name: string, wanted: string): Promise<void> {
  const [state = '', owner = service] = wanted.split(' for ')
  const key = await publisher(name)
  const expiration = state === 'expired' ? `?expiration=${seconds() + 10}` : ''
  const token = await key.sign({ service: owner, origin, now: seconds() })
  await request(createFactory(parts))
    .put(`${keyAddress(owner, key.kid)}${expiration}`)
    .auth(token, { type: 'bearer' })
    .send(key.document)
    .expect(202)
  if (state !== 'pending') await parts.registry.approve(owner, key.kid)
  if (state === 'revoked') await parts.registry.revoke(owner, key.kid)
  if (state === 'expired') parts.clock.advance({ seconds: 11 })
}

/** Names in a text or a value become key ids. */
// oxlint-disable-next-line typescript/no-explicit-any -- as it stands in the file
async function filled(value: unknown): Promise<any> {
  let text = JSON.stringify(value)
  for (const [whole, name = ''] of text.matchAll(/\{([ko]\d)\}/g))
    text = text.replaceAll(whole, (await publisher(name)).kid)
  return JSON.parse(text, (_name, each) => (Number.isInteger(each?.n) ? seconds() + each.n : each))
}

async function send({ method, path, query = {}, token, body }: RegistryRequest): Promise<Test> {
  const signer = token?.signedBy === undefined ? undefined : await publisher(token.signedBy, body?.padded)
  const bearer =
    token?.raw ?? (signer && (await signer.sign({ service, origin, now: seconds(), ...(await filled(token)) })))
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(publishers.get(name)?.kid ?? ''))
  const http = request(createFactory(parts))
  const whole = `/registry${address}?${new URLSearchParams(await filled(query))}`
  const sent = http[method.toLowerCase() as 'get' | 'put' | 'delete'](whole).set('content-type', 'application/json')
  if (bearer !== undefined) void sent.auth(bearer, { type: 'bearer' })
  return sent.send(body && (await bodyOf(body)))
}

async function bodyOf({ key = '', text, jwk, padded, private: isPrivate }: NonNullable<RegistryRequest['body']>) {
  if (text !== undefined) return text
  const { document, privateJwk } = await publisher(key, padded)
  return JSON.stringify({ ...(isPrivate && privateJwk), ...document, ...jwk })
}

async function stateOf(name: string): Promise<string> {
  const { kid } = await publisher(name)
  for (const [owner, { keys }] of await parts.registry.readAll())
    for (const key of keys)
      if (key.kid === kid) return `${stateOfKey(key, parts.clock.now())}${owner === service ? '' : ` for ${owner}`}`
  return 'unknown'
}

const byExpiry = ([, a]: [string, string], [, b]: [string, string]) => Number(b === 'expired') - Number(a === 'expired')

describe('the registry', () => {
  test('has all rows', () => expect([vectors.length, reader.length]).toEqual([count, readerCount]))

  test.each(vectors)('$id: $what', async ({ given, request: wanted, expect: expected }) => {
    for (const [name, state] of Object.entries(given).sort(byExpiry)) await bring(name, state)
    for (const [, name = ''] of wanted.path.matchAll(/\{(\w+)\}/g)) await publisher(name, wanted.body?.padded)
    const repeated = wanted.times === 2 ? await repeatable(wanted) : wanted
    const answer = await send(repeated)
    expect([expected.status].flat(), answer.text).toContain(answer.status)
    if (answer.status >= 400) expect(answer.body.detail).toMatch(/^[A-Z].{20,}\.$/)
    if (expected.again) expect((await send(repeated)).status).toBe(expected.again)
    for (const [name, state] of Object.entries(expected.states ?? {})) expect(await stateOf(name), name).toBe(state)
    if (expected.json) expect(answer.body).toEqual(expected.json)
    if (expected.key) expect(answer.body).toMatchObject({ ...publishers.get(expected.key)?.document })
    if (expected.kids)
      expect(answer.body.keys.map((key: { kid: string }) => key.kid)).toEqual(
        expected.kids.map((name) => publishers.get(name)?.kid),
      )
    for (const [name, text] of Object.entries(expected.headers ?? {}))
      expect(answer.headers[name]).toMatch(new RegExp(text.replace('<seconds>', String.raw`\d+`)))
  })
})

/** The same token twice, not another with the same content. */
async function repeatable(wanted: RegistryRequest): Promise<RegistryRequest> {
  const signer = await publisher(wanted.token?.signedBy ?? '')
  await publisher(wanted.body?.key ?? '')
  return { ...wanted, token: { raw: await signer.sign({ service, origin, now: seconds() }) } }
}

describe('a key that the verifier of jwtproxy would not read', () => {
  test.each(reader)('$id: is not published', async ({ id, jwk, real }) => {
    const { document } = await publisher('k1')
    const { document: point } = await newPublisher('ES256')
    const form = JSON.parse(JSON.stringify(jwk).replaceAll('{kid}', document['kid'] ?? ''))
    if (form.n === '{padded}')
      form.n = Buffer.from(document['n'] ?? '', 'base64url')
        .toString('base64')
        .replaceAll('+', '-')
        .replaceAll('/', '_')
    const { text, ec, ...members } = form
    const served = text ?? { ...document, ...(ec && point), ...members }
    const isRead = await readPublishedKey(served).then(
      () => true,
      () => false,
    )
    // An EC key is one of ours: whoever has verifiers of jwtproxy publishes RSA.
    if (real.status !== 200 && !ec) expect(isRead).toBe(false)
    if (['full', 'padded', 'alg-empty'].includes(id)) expect(isRead).toBe(true)
  })
})
