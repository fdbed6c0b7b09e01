import { Buffer } from 'node:buffer'
import { generateKeyPairSync, sign } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { hostileToken } from '../../../tests/support/hostile-tokens.ts'
import { GATEWAY_NOW, GATEWAY_SECRET, JOHN_ID, openTestGateways } from '../gateway.fixture.ts'

const PUBLISHED =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI3YmNlOTNlMS0wYTkwLTQ4OWMtYzg4Ny1kMzg1NTQ1ZjhmNGIiLCJ1c2VybmFtZSI6ImpvaG5fZG9lIiwiY3VzdG9taWQiOiIxMjM0In0.V7DGbqOPS_MlZOnL_jyFYIH-mxAe-e1l3uuhYgr0vGM'

const stateless = (keys = '') =>
  `  - { dialect: kong-stateless, listen: "127.0.0.1:0", upstream: "{up}"${keys && `, ${keys}`} }\n`
const open = (keys?: string, options?: Parameters<typeof openTestGateways>[1]) =>
  openTestGateways(stateless(keys), options)
const JOHN_SAID = { 'x-consumer-id': JOHN_ID, 'x-consumer-custom-id': '1234', 'x-consumer-username': 'john_doe' }
const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
const reads = (metrics: string) => Number(/^gateway_store_reads_total (\d+)$/m.exec(metrics)?.[1])

describe('a gateway mints tokens of its consumers, and knows who asks without a look', () => {
  test('by name or id; an unknown one is not found; 201 and no more than the token', async () => {
    const gateway = await open()
    for (const consumer of ['john_doe', JOHN_ID]) {
      const { status, body, headers } = await gateway.ask(`/consumers/${consumer}/jwt`, { method: 'POST' })
      expect([status, headers['content-type']]).toEqual([201, 'application/json; charset=utf-8'])
      const { token, ...rest } = JSON.parse(body)
      expect([rest, claimsOf(token)]).toEqual([{}, { sub: JOHN_ID, username: 'john_doe', customid: '1234', iat: GATEWAY_NOW, jti: expect.any(String) }]) // prettier-ignore
      expect(await gateway.askWith(token)).toMatchObject({ status: 200, body: 'the service' })
      expect(gateway.identity()).toEqual(JOHN_SAID)
      expect(gateway.seen.at(-1)?.headers.authorization).toBeUndefined()
    }
    expect(await gateway.ask('/consumers/jane/jwt', { method: 'POST' })).toMatchObject({
      status: 404,
      body: '{"message":"Not found"}',
    })
    expect(reads((await gateway.ask('/metrics')).body)).toBe(0)
    expect((await gateway.ask('/metrics')).body).toContain('gateway_requests_by_reads_total{reads="0"} 2')
    expect(gateway.lines.join('')).not.toContain(GATEWAY_SECRET)
  })

  test('as published: the very token of the example, and it is good', async () => {
    const gateway = await open('claims: as-published')
    expect(await gateway.mint()).toBe(PUBLISHED)
    expect((await gateway.askWith(PUBLISHED)).status).toBe(200)
    expect(gateway.identity()).toEqual(JOHN_SAID)
  })

  test('with a lifetime, on the clock of the sandbox', async () => {
    const gateway = await open('lifetime: 1m')
    const token = await gateway.mint()
    expect((await gateway.askWith(token)).status).toBe(200)
    gateway.clock.advance({ minutes: 1 })
    expect(await gateway.askWith(token)).toMatchObject({ status: 401, body: '{"exp":"token expired"}' })
    expect(gateway.seen).toHaveLength(1)
  })

  test('the trace says that nothing was read, and whom it goes to', async () => {
    const gateway = await open()
    const traceId = 'b'.repeat(32)
    await gateway.askWith(await gateway.mint(), { headers: { traceparent: `00-${traceId}-${'c'.repeat(16)}-01` } })
    const told = gateway.traces.get(traceId).flatMap(({ steps }) => steps.map(({ sentence }) => sentence))
    expect(told.join('\n')).toContain('the token alone: no store was read')
    expect(gateway.seen.at(-1)?.headers['traceparent']).toContain(traceId)
  })
})

describe('the black list', () => {
  test('costs one read for each request that is good else, and none for the rest', async () => {
    const gateway = await open('black_list: memory')
    const [token, other] = [await gateway.mint(), await gateway.mint()]
    await gateway.askWith(token)
    await gateway.askWith(await hostileToken('sig-bit-flipped', token))
    await gateway.ask('/echo')
    expect(reads((await gateway.ask('/metrics')).body)).toBe(1)
    const listed = await gateway.ask('/blacklist', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token }) }) // prettier-ignore
    expect([listed.status, JSON.parse(listed.body)]).toEqual([
      201,
      { key: `jti:${claimsOf(token).jti}`, expires_at: null },
    ])
    expect(await gateway.askWith(token)).toMatchObject({
      status: 401,
      body: '{"message":"Token is on the black list"}',
    })
    expect((await gateway.askWith(other)).status).toBe(200)
    expect(reads((await gateway.ask('/metrics')).body)).toBe(3)
    expect(gateway.lines.join('')).toContain('black-listed-for-good')
    const { key } = JSON.parse(listed.body)
    expect(JSON.parse((await gateway.ask('/blacklist')).body)).toEqual({ data: [{ key }], next: null })
    expect((await gateway.ask(`/blacklist/${encodeURIComponent(key)}`, { method: 'DELETE' })).status).toBe(204)
    expect((await gateway.ask(`/blacklist/${encodeURIComponent(key)}`, { method: 'DELETE' })).status).toBe(404)
    expect((await gateway.askWith(token)).status).toBe(200)
  })

  test('comes in pages, and what goes between two of them leaves nobody out', async () => {
    const gateway = await open('black_list: memory')
    for (let at = 0; at < 5; at++)
      await gateway.ask('/blacklist', { method: 'POST', body: `token=${await gateway.mint()}` })
    const found: string[] = []
    for (let path: string | null = '/blacklist?size=2'; path !== null;) {
      const { data, next } = JSON.parse((await gateway.ask(path)).body)
      found.push(...data.map(({ key }: { key: string }) => key))
      path = next
      await gateway.ask(`/blacklist/${encodeURIComponent(found[0] ?? '')}`, { method: 'DELETE' })
    }
    expect(new Set(found).size).toBe(5)
    expect((await gateway.ask('/blacklist?size=0')).status).toBe(400)
  })

  test('takes tokens that are believed, and no others; without one, there is nothing to ask', async () => {
    const gateway = await open('black_list: memory')
    for (const body of ['token=a.b.c', '', '{"token":5}'])
      expect((await gateway.ask('/blacklist', { method: 'POST', body })).status).toBe(400)
    const json = await gateway.ask('/blacklist', { method: 'POST', body: '{"token":"a.b.c"}' }) // as curl -d sends it
    expect([json.status, json.body]).toEqual([400, expect.stringContaining('JSON that its content-type says')])
    expect((await (await open()).ask('/blacklist')).status).toBe(404)
  })
})

async function keyFile(text: string | Buffer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'key.pem'), text)
  return join(folder, 'key.pem')
}

describe('with a public key alone', () => {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const spki = pair.publicKey.export({ type: 'spki', format: 'pem' })

  test('whoever has the private key mints, and the gateway says so', async () => {
    const gateway = await open(`algorithm: ES256, public_key: "${await keyFile(spki)}"`, { secret: '' })
    const text = [{ alg: 'ES256' }, { sub: 'x', exp: GATEWAY_NOW + 60 }].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.') // prettier-ignore
    const token = `${text}.${sign('sha256', Buffer.from(text), { key: pair.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
    expect((await gateway.askWith(token)).status).toBe(200)
    expect(gateway.identity()).toEqual({ 'x-consumer-id': 'x' })
    const { status, body } = await gateway.ask('/consumers/john_doe/jwt', { method: 'POST' })
    expect([status, body]).toEqual([501, expect.stringContaining('jwt-factory')])
    expect((await gateway.askWith(PUBLISHED)).body).toBe('{"message":"Invalid algorithm"}')
  })

  test.each([
    ['a private key', pair.privateKey.export({ type: 'pkcs8', format: 'pem' }), 'is a private key'],
    [
      'a key of another algorithm',
      generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }),
      'is not a key for ES256',
    ],
    ['no key', 'hello', 'is no public key in PEM'],
  ])('%s is refused', async (_what, text, says) => {
    const path = await keyFile(text)
    await expect(open(`algorithm: ES256, public_key: "${path}"`)).rejects.toThrow(says)
  })
})

test.each([
  ['', '', 'JWT_SECRET is not set'],
  ['', GATEWAY_SECRET.slice(1), 'JWT_SECRET has 31 bytes, and HS256 needs 32'],
  ['algorithm: HS512', GATEWAY_SECRET, 'JWT_SECRET has 32 bytes, and HS512 needs 64'],
])('a secret that is too short, or missing, is refused at the start: %s', async (keys, secret, says) => {
  const starting = open(keys, { secret })
  await expect(starting).rejects.toThrow(says)
  if (secret) await expect(starting).rejects.not.toThrow(secret)
})
