import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { CLIENT_SECRET, DECLARED, openChangingFactory, type ChangingFactory } from './client-changes.fixture.ts'

let factory: ChangingFactory
beforeAll(async () => {
  factory = await openChangingFactory()
})
beforeEach(() => factory.control.reset())
afterAll(() => factory.close())

const put = (id: string, body: object) => factory.put(id, body)
const ask = (secret = CLIENT_SECRET, form = {}) => factory.askAs('newcomer', secret, form)

test('a client is registered, changed and removed while the factory runs, and goes back at a reset', async () => {
  expect((await ask()).body.error).toBe('invalid_client')
  const { status, body } = await put('newcomer', DECLARED)
  expect([status, body]).toEqual([200, { client: 'newcomer', until: 'POST /control/reset' }])
  expect((await ask(CLIENT_SECRET, { audience: 'serviceb' })).status).toBe(200)
  expect((await ask(CLIENT_SECRET, { audience: 'servicec' })).body.error).toBe('invalid_target')

  await put('newcomer', { ...DECLARED, secret: 'another of sixteen', audiences: ['servicec'] })
  expect((await ask()).body.error).toBe('invalid_client')
  expect((await ask('another of sixteen', { audience: 'servicec' })).status).toBe(200)
  expect(factory.control.say()).toEqual(['registered clients were changed: newcomer'])

  expect((await factory.http.delete('/control/clients/newcomer')).body).toEqual({
    removed: 'newcomer',
    until: 'POST /control/reset',
  })
  expect((await ask('another of sixteen')).body.error).toBe('invalid_client')
  expect((await factory.http.delete('/control/clients/newcomer')).status).toBe(404)

  await put('newcomer', DECLARED)
  await factory.http.post('/control/reset')
  expect(factory.control.say()).toEqual([])
  expect((await ask()).body.error).toBe('invalid_client')
})

test('with keys inline in place of a secret', async () => {
  const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })
  const jwks = { keys: [{ ...jwk, kid: 'k1', alg: 'ES256' }] }
  expect((await put('newcomer', { jwks, audiences: [], scopes: [] })).status).toBe(200)
})

test.each<[object, RegExp]>([
  [{}, /audiences.*must be a list.*scopes.*must be a list.*needs a secret, publicKeys or jwks/s],
  [{ ...DECLARED, secret: 'hunter2' }, /secret.*16 characters or more/],
  [{ ...DECLARED, scopes: ['a b'] }, /scopes\.0.*one word of a scope/],
  [{ ...DECLARED, name: 'x' }, /^name: is no member of a client/],
  [{ ...DECLARED, publicKeys: '../../etc/passwd' }, /publicKeys.*below the keys folder/],
  [{ ...DECLARED, jwks: { keys: [] }, publicKeys: 'x.json' }, /both publicKeys and jwks/],
  [{ audiences: [], scopes: [], jwks: { keys: [{ kty: 'oct', k: 'aHVudGVyMi1odW50ZXIy' }] } }, /jwks/],
  [[], /must be an object/],
])('%j is refused with all that is wrong, and nothing changes', async (body, detail) => {
  const answer = await put('newcomer', body)
  expect(answer.status).toBe(400)
  expect(answer.body.detail).toMatch(detail)
  expect(answer.body.detail).not.toContain('  ')
  expect(answer.text).not.toMatch(/hunter2|aHVudGVy/)
  expect(factory.control.say()).toEqual([])
})

test('a name that looks like a token does not hide which member is wrong', async () => {
  expect((await put('surveyApp.v1', { ...DECLARED, publicKeys: 3 })).body.detail).toBe('publicKeys: must be a text.')
})

test('one that tokens are only for needs no more than an audience, and clashes with nobody', async () => {
  const api = { audience: 'https://api.test' }
  expect((await put('api', api)).status).toBe(200)
  expect((await put('api', api)).status).toBe(200)
  const second = await put('second', api)
  expect([second.status, second.body.detail]).toEqual([400, expect.stringContaining('second.audience: is that of api')])
  expect((await put('newcomer', { ...DECLARED, audiences: ['api'] })).body.detail).toContain('write https://api.test')
  expect((await put('newcomer', { ...DECLARED, audiences: ['https://api.test'] })).status).toBe(200)
  expect((await put('third', { audience: 'newcomer' })).body.detail).toContain('is the id of another client')
  expect((await ask(CLIENT_SECRET)).status).toBe(200)
})

test.each(['__proto__', '.hidden', '@', 'a%20b', 'x'.repeat(65)])('%s is no name of a client', async (id) => {
  expect((await put(id, DECLARED)).status).toBe(400)
  expect((await factory.http.delete(`/control/clients/${id}`)).status).toBe(400)
})

test.each(['constructor', 'toString'])('%s is a name like any other', async (id) => {
  expect((await factory.http.delete(`/control/clients/${id}`)).status).toBe(404)
  expect((await put(id, DECLARED)).status).toBe(200)
})

test('no secret is shown, wherever the plane tells of it', async () => {
  await put('newcomer', DECLARED)
  await ask()
  const told = await Promise.all(
    ['/control', '/control/requests', '/', '/healthz'].map((path) => factory.http.get(path)),
  )
  for (const { text } of told) expect(text).not.toContain('hunter2')
})

test('there is an end to how many are changed; one that was changed can be changed again', async () => {
  for (let at = 0; at < 200; at++) expect((await put(`client-${at}`, DECLARED)).status).toBe(200)
  expect((await put('one-too-many', DECLARED)).status).toBe(429)
  expect((await put('client-7', DECLARED)).status).toBe(200)
})

const ed25519 = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })
const withKeys = (count: number) => ({
  jwks: { keys: Array.from({ length: count }, (_, at) => ({ ...ed25519, kid: `k${at}` })) },
  audiences: [],
  scopes: [],
})

test('a client has twenty keys at most', async () => {
  expect((await put('newcomer', withKeys(20))).status).toBe(200)
  const { status, body } = await put('other', withKeys(21))
  expect([status, body.detail]).toEqual([400, 'The client has 21 keys; 20 are the most here.'])
})

test('an RSA key of any size is none of a client', async () => {
  const jwks = { keys: [{ kty: 'RSA', alg: 'RS256', e: 'AQAB', n: Buffer.alloc(2048, 0xff).toString('base64url') }] }
  const { status, body } = await put('newcomer', { jwks, audiences: [], scopes: [] })
  expect([status, body.detail]).toEqual([400, expect.stringContaining('16384 bits, more than 8192')])
})

test('there is an end to how long all declarations are, in bytes; one that is replaced or removed makes room', async () => {
  const long = { ...DECLARED, audiences: ['€'.repeat(30_000)] }
  const status = async (id: string, body: object = long) => (await put(id, body)).status
  for (let at = 0; at < 11; at++) expect(await status(`long-${at}`)).toBe(200)
  expect(await status('more')).toBe(429)
  expect(await status('long-3')).toBe(200)
  expect(await status('long-3', DECLARED)).toBe(200)
  expect(await status('more')).toBe(200)
  expect(await status('again')).toBe(429)
  expect((await factory.http.delete('/control/clients/more')).status).toBe(200)
  expect(await status('again')).toBe(200)
})

test.each<[string, unknown]>([
  ['a function', () => 1],
  ['nothing', undefined],
  ['a BigInt', { ...DECLARED, at: 1n }],
])('by call, a client that is %s is refused in words', async (_what, client) => {
  await expect(factory.clientChanges.put('newcomer', client)).rejects.toMatchObject({
    type: 'invalid-input',
    detail: 'The client has no form in JSON.',
  })
})

test('a change that was asked for before a reset is not there after it, and whoever asked is told', async () => {
  const change = factory.clientChanges.put('newcomer', DECLARED)
  await factory.control.reset()
  await expect(change).rejects.toMatchObject({ type: 'conflict' })
  expect(factory.control.say()).toEqual([])
  expect((await ask()).body.error).toBe('invalid_client')
})

test('a client that was registered here and is removed leaves nothing that is told', async () => {
  await put('for-a-while', DECLARED)
  await factory.http.delete('/control/clients/for-a-while').expect(200)
  expect(factory.control.say()).toEqual([])
  expect((await factory.http.get('/control/clients')).body.removed).toEqual([])
})
