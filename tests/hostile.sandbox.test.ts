import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { JSON_TYPE, rawPost, rawRequest, sendRaw } from './support/raw.ts'
import { temporaryFolder } from './support/folders.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

let outside: string
let sandbox: TestSandbox
let ca: string
let good: string
beforeAll(async () => {
  outside = await temporaryFolder()
  const keysFolder = join(outside, 'inner', 'keys')
  await mkdir(keysFolder, { recursive: true })
  sandbox = await openTestSandbox({ keysFolder })
  ca = await readFile(join(keysFolder, 'tls', 'ca.pem'), 'utf8')
  good = (await sandbox.post('jwt-factory', '/issueToken/servicea', { body: { aud: 'serviceb' } })).text
})
afterAll(async () => {
  await sandbox.close()
  await rm(outside, { recursive: true, force: true })
})
afterEach(async () => {
  expect(sandbox.logs.filter((line) => line.includes('"msg":"bug"'))).toEqual([])
  expect((await sandbox.plain('servicea', '/scenario2')).body).toMatchObject({ servicec: { valid: true } })
})

/** `*` stands for a good token. */
const CREDENTIALS: [string, string[], number][] = [
  ['nothing', [], 401],
  ['a token', ['authorization: Bearer *'], 200],
  ['another spelling of the scheme and more spaces', ['Authorization: bEARER   *'], 200],
  ['the scheme alone', ['authorization: Bearer'], 401],
  ['the scheme and a space', ['authorization: Bearer '], 401],
  ['an empty header', ['authorization:'], 401],
  ['two headers', ['authorization: Bearer *', 'authorization: Bearer *'], 400],
  ['two headers, spelled differently', ['authorization: Bearer *', 'AUTHORIZATION: Basic YTpi'], 400],
  ['two tokens with a comma', ['authorization: Bearer *, Bearer *'], 401],
  ['two tokens with a comma and no space', ['authorization: Bearer *,*'], 401],
  ['a tab after the scheme', ['authorization: Bearer\t*'], 400],
  ['a no-break space after the scheme', ['authorization: Bearer\u00a0*'], 400],
  ['a comma after the scheme', ['authorization: Bearer,*'], 400],
  ['no space after the scheme', ['authorization: Bearer*'], 401],
  ['a token without a scheme', ['authorization: *'], 401],
  ['another scheme', ['authorization: DPoP *'], 401],
  ['letters that are not ASCII', ['authorization: Bearer \u00e9\u00ff*'], 401],
  ['a token in quotes', ['authorization: Bearer "*"'], 401],
  ['a token and a comment', ['authorization: Bearer * (mine)'], 401],
  ['a NUL in the token', ['authorization: Bearer \u0000*'], 400],
  ['a folded header', ['authorization: Bearer', ' *'], 400],
  ['a space before the colon', ['authorization : Bearer *'], 400],
  ['a token in a cookie', ['cookie: authorization=Bearer *'], 401],
  ['a token for a proxy', ['proxy-authorization: Bearer *'], 401],
  ['17 KB of token', [`authorization: Bearer ${'a'.repeat(17_000)}`], 431],
  ['1 MB of token', [`authorization: Bearer ${'a'.repeat(1_000_000)}`], 431],
  ['5000 headers', Array.from({ length: 5000 }, (_, index) => `x-${index}: 1`), 431],
]

describe.each(['plain', 'TLS'])('credentials on the %s port of B', (kind) => {
  test.each(CREDENTIALS)('%s', async (_what, headers, expected) => {
    const { port, tlsPort } = sandbox.processes.serviceb
    const request = rawRequest(
      'GET /scenario1-server',
      headers.map((header) => header.replaceAll('*', good)),
    )
    const { status, head } = kind === 'TLS' ? await sendRaw(tlsPort, request, ca) : await sendRaw(port, request)
    // Who sends more than is read may meet a reset before the answer.
    expect([expected, ...(request.length > 100_000 ? [0] : [])]).toContain(status)
    if (status === 401) expect(head).toMatch(/^www-authenticate: Bearer realm="serviceb"/im)
  })
})

test('a token in the query is no credential, and one in each place is one too many', async () => {
  const { port } = sandbox.processes.serviceb
  const path = `GET /scenario1-server?access_token=${good}`
  expect((await sendRaw(port, rawRequest(path))).status).toBe(401)
  expect((await sendRaw(port, rawRequest(path, [`authorization: Bearer ${good}`]))).status).toBe(400)
})

const RING_IDS = [
  '..',
  '.',
  '.hidden',
  '..%2f..%2fescaped',
  '%2e%2e',
  '%2E%2E%2Fescaped',
  '..%5cescaped',
  'a%2Fb',
  '%2Fetc%2Fpasswd',
  '%00',
  'a%00.json',
  'a%0d%0ab',
  'a%20b',
  '%',
  '%zz',
  '%ff',
  '%C0%AE%C0%AE',
  '__proto__',
  '%5F_proto__',
  'a'.repeat(65),
  'a'.repeat(300),
  'C:%5Cescaped',
  'k%C3%A9y',
  '%E2%80%AE',
  'a;b',
  '$(id)',
  '*',
]

const RING_ROUTES = ['GET /keys/', 'POST /keys/', 'POST /issueToken/', 'POST /verify/', 'GET /utils/publicKey/']

test('a ring id that is none is a 400 on every route, and touches no file', async () => {
  const before = await readdir(outside, { recursive: true })
  for (const route of RING_ROUTES) {
    for (const ringId of RING_IDS) {
      const { status } = await sendRaw(sandbox.factory.port, rawRequest(route + ringId))
      expect(status, route + ringId).toBe(400)
    }
    for (const slashes of ['../../escaped', 'a/../../escaped', 'a/b', '/etc/passwd']) {
      expect((await sendRaw(sandbox.factory.port, rawRequest(route + slashes))).status, route + slashes).toBe(400)
    }
    expect((await sendRaw(sandbox.factory.port, rawRequest(`${route}a\u0000b`))).status).toBe(400)
  }
  expect(await readdir(outside, { recursive: true })).toEqual(before)
})

test('a name that is none makes no issuer, and removes no key when it stands for a ring or a key', async () => {
  const before = await readdir(outside, { recursive: true })
  const keys = (await sandbox.plain('jwt-factory', '/jwks')).body
  for (const name of [...RING_IDS, '@', '%40', '%40servicea', '../../escaped', '/etc/passwd']) {
    for (const line of [
      `GET /issuers/${name}/jwks`,
      `POST /issuers/${name}/token`,
      `POST /issuers/${name}/keys`,
      `GET /.well-known/openid-configuration/issuers/${name}`,
      `DELETE /keys/servicea/${name}`,
      `DELETE /keys/${name}`,
    ]) {
      const { status } = await sendRaw(sandbox.factory.port, rawRequest(line))
      expect([400, 404], line).toContain(status)
    }
  }
  expect((await sandbox.plain('jwt-factory', '/jwks')).body).toEqual(keys)
  expect(await readdir(outside, { recursive: true })).toEqual(before)
})

test.each(['constructor', 'toString', 'hasOwnProperty', 'prototype', 'null', '0', 'a..b', '-rf', 'a'.repeat(64)])(
  'the ring id %s is an ordinary one',
  async (ringId) => {
    expect((await sandbox.plain('jwt-factory', `/utils/publicKey/${ringId}`)).status).toBe(404)
    expect((await sandbox.plain('jwt-factory', `/keys/${ringId}`)).status).toBe(200)
    expect((await sandbox.plain('jwt-factory', `/issueToken/${ringId}`, { method: 'POST' })).status).toBe(200)
  },
)

const nested = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth)
const GZIP = 'content-encoding: gzip'

const BODIES: [string, string | Uint8Array, string[], number][] = [
  ['JSON that breaks off', '{"aud":', [JSON_TYPE], 400],
  ['a list', '[]', [JSON_TYPE], 400],
  ['a list of claims', '[{"aud":"serviceb"}]', [JSON_TYPE], 400],
  ['a text', '"serviceb"', [JSON_TYPE], 400],
  ['a number', '1', [JSON_TYPE], 400],
  ['null', 'null', [JSON_TYPE], 400],
  ['true', 'true', [JSON_TYPE], 400],
  ['white space', '   ', [JSON_TYPE], 400],
  ['a name twice', '{"aud":"a","aud":"b"}', [JSON_TYPE], 400],
  ['__proto__', '{"__proto__":{"valid":true}}', [JSON_TYPE], 400],
  ['a byte-order mark', Buffer.from('\ufeff{}'), [JSON_TYPE], 400],
  ['broken UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d), [JSON_TYPE], 400],
  ['claims of wrong types', '{"sub":{},"aud":[],"iat":"now","jti":1}', [JSON_TYPE], 400],
  ['dates without sense', '{"iat":1e400,"nbf":-1}', [JSON_TYPE], 400],
  ['lists 5000 deep', nested('[', ']', 5000), [JSON_TYPE], 400],
  ['objects 33 deep', `${'{"a":'.repeat(33)}1${'}'.repeat(33)}`, [JSON_TYPE], 400],
  ['a form', 'aud=serviceb', ['content-type: application/x-www-form-urlencoded'], 415],
  ['a text of no type', '{}', [], 415],
  ['almost JSON', '{}', ['content-type: application/jsonp'], 415],
  ['an encoding that nobody knows', '{}', [JSON_TYPE, 'content-encoding: rot13'], 415],
  ['more than 100 kB', JSON.stringify({ aud: 'a'.repeat(103_000) }), [JSON_TYPE], 413],
  ['2 MB', JSON.stringify({ aud: 'a'.repeat(2_000_000) }), [JSON_TYPE], 413],
  ['a gzip bomb', gzipSync(Buffer.alloc(50_000_000)), [JSON_TYPE, GZIP], 413],
  ['broken gzip', 'not gzip', [JSON_TYPE, GZIP], 400],
  ['gzip of no JSON', gzipSync('['), [JSON_TYPE, GZIP], 400],
]

describe.each(['/issueToken/servicea', '/verify/servicea'])('the body of POST %s', (path) => {
  test.each(BODIES)('%s', async (_what, body, headers, expected) => {
    const request = rawPost(path, body, headers)
    const { status, head, body: text } = await sendRaw(sandbox.factory.port, request)
    expect([expected, ...(request.length > 1_000_000 ? [0] : [])], text).toContain(status)
    if (status !== 0) expect(head).toMatch(/^content-type: application\/problem\+json$/im)
  })
})
