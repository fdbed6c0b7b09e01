import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { tokenHints } from '#core/token/token-hints'
import { decodeUnverified } from '#core/token/decode-unverified'
import { createFactory } from '../factory.ts'
import { START } from '../test-issuer.ts'
import { openTestParts } from '../test-parts.ts'
import { CLIENT_SECRET, DECLARED, openChangingFactory, type ChangingFactory } from './client-changes.fixture.ts'
import { clientListSchema } from './list-clients.ts'
import request from '../../tests/support/request.ts'

let factory: ChangingFactory
beforeAll(async () => {
  factory = await openChangingFactory()
})
beforeEach(() => factory.control.reset())
afterAll(() => factory.close())

const put = (id: string, more: object = {}) => factory.put(id, { ...DECLARED, ...more }).expect(200)
const list = async () => clientListSchema.parse((await factory.http.get('/control/clients').expect(200)).body)
const ask = (id: string, form: object = {}, query = '') =>
  factory.http
    .post(`/control/clients/${id}/token${query}`)
    .type('form')
    .send({ grant_type: 'client_credentials', ...form })

test('the provider of logins is none of the issuers, whether its keys are there or not', async () => {
  await factory.http.get('/login/jwks').expect(200)
  expect((await list()).issuers.map(({ name }) => name)).not.toContain('login')
})

test('the clients are listed with what they may do, and never with a secret or a key', async () => {
  await put('tester', {
    secret: [CLIENT_SECRET, 'another of sixteen'],
    lifetime: 60,
    algorithm: 'RS256',
    claims: { team: 'a' },
  })
  const { count, clients, removed } = await list()
  expect([count, removed]).toEqual([1, []])
  expect(clients).toEqual([
    {
      id: 'tester',
      audience: 'tester',
      proves: ['client_secret'],
      secrets: 2,
      audiences: ['serviceb'],
      scopes: ['orders.read'],
      trustedIssuers: [],
      lifetime: 60,
      algorithm: 'RS256',
      claims: { team: 'a' },
      change: 'new',
    },
  ])
  expect((await factory.http.get('/control/clients')).text).not.toContain(CLIENT_SECRET)
  await factory.http.delete('/control/clients/tester')
  expect(await list()).toMatchObject({ count: 0, removed: [] })
})

test('so are the issuers, those that were made by use as well', async () => {
  await put('tester')
  expect((await list()).issuers.map(({ name, keys }) => [name, keys])).toEqual([['@', 1]])
  await ask('tester', {}, '?issuer=demo').expect(200)
  const { issuers } = await list()
  expect(issuers.map(({ name, keys }) => [name, keys])).toEqual([
    ['@', 1],
    ['demo', 1],
  ])
  expect(issuers[1]?.url).toBe(`${factory.issuers.main.url}/issuers/demo`)
})

test('of very many clients not all are listed, and it says how many there are', async () => {
  const many = new Map(Array.from({ length: 600 }, (_, at) => [`c${at}`, { ...anyClient, id: `c${at}` }]))
  const { body } = await request(createFactory({ ...factory, clients: many })).get('/control/clients')
  expect([body.count, body.clients.length]).toEqual([600, 500])
})

const anyClient = { audience: 'x', audiences: [], scopes: [], trustedIssuers: [] }

test('a client gets a token without its proof, by the rules of /token', async () => {
  await put('tester')
  const { body } = await ask('tester', { scope: 'orders.read', lifetime: '30' }).expect(200)
  expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 30, scope: 'orders.read' })
  expect(decodeUnverified(body.access_token)?.claims).toMatchObject({ sub: 'tester', aud: 'serviceb' })
  const { body: other } = await ask('tester', {}, '?issuer=demo').expect(200)
  expect(tokenHints(other.access_token).iss).toBe(`${factory.issuers.main.url}/issuers/demo`)
})

test.each([
  ['another audience', { audience: 'servicec' }, 400, 'invalid_target'],
  ['another scope', { scope: 'orders.write' }, 400, 'invalid_scope'],
  ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
])('it gets no more than it may: %s', async (_what, form, status, error) => {
  await put('tester')
  const answer = await ask('tester', form)
  expect([answer.status, answer.body.error]).toEqual([status, error])
})

test('of a client that is not registered nobody gets a token', async () => {
  expect((await ask('nobody')).status).toBe(404)
})

test('without the control plane there is neither', async () => {
  const off = await openTestParts({ start: START, ringIds: [], env: { CONTROL: 'off' } })
  const without = request(createFactory(off))
  expect((await without.get('/control/clients')).status).toBe(404)
  expect((await without.post('/control/clients/servicea/token').send('')).status).toBe(404)
  await off.close()
})
