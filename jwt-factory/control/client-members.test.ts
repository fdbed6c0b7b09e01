import { afterAll, beforeAll, expect, test } from 'vitest'
import { decode } from '../test-issuer.ts'
import { openChangingFactory, type ChangingFactory } from './client-changes.fixture.ts'

let factory: ChangingFactory
beforeAll(async () => {
  factory = await openChangingFactory()
})
afterAll(() => factory.close())

const [NEW, OLD] = ['the new one of 16 or more', 'the old one of 16 or more']
const put = (id: string, body: object) => factory.put(id, body)
const ask = (secret: string, form: object) => factory.askAs('tester', secret, form)

test('all that a client declares holds from the answer on, and no longer after a reset', async () => {
  await put('api', { audience: 'https://api.test', algorithm: 'EdDSA', claims: { realm: 'api' } }).expect(200)
  const members = { tokenType: 'JWT', algorithm: 'ES384', claims: { tenant: '${tenant}' }, lifetime: 60 }
  await put('tester', { secret: [NEW, OLD], audiences: ['https://api.test'], scopes: [], ...members }).expect(200)
  for (const secret of [NEW, OLD]) {
    const { header, claims } = decode((await ask(secret, { tenant: 'acme' }).expect(200)).body.access_token)
    expect(header).toMatchObject({ alg: 'EdDSA', typ: 'JWT' })
    expect(claims).toMatchObject({ aud: 'https://api.test', tenant: 'acme', realm: 'api' })
    expect(Number(claims.exp) - Number(claims.iat)).toBe(60)
  }
  await factory.http.post('/control/reset').expect(200)
  await ask(NEW, { tenant: 'acme' }).expect(401)
})

test.each<[object, RegExp]>([
  [{ claims: { exp: 1 } }, /^claims\.exp: is said by the issuer/],
  [{ claims: { a: '${client_secret}' } }, /^claims\.a: would show the parameter client_secret/],
  [{ claims: { a: '\ud800' } }, /half of a surrogate pair/],
  [{ claims: { a: 'x'.repeat(4000) } }, /^claims: has more than 4000 bytes/],
  [{ lifetime: 3601 }, /^lifetime: must be 3600 or less/],
  [{ algorithm: 'none' }, /^algorithm: must be one of/],
  [{ tokenType: 'jwt' }, /^tokenType: must be one of/],
  [{ secret: [NEW, OLD, NEW] }, /^secret: must be a text, or a list of one or two/],
])('%j is refused with its place', async (member, detail) => {
  const body = { secret: NEW, audiences: [], scopes: [], ...member }
  await expect(factory.clientChanges.put('tester', body)).rejects.toMatchObject({
    type: 'invalid-input',
    detail: expect.stringMatching(detail),
  })
})

test('a client whose id another one has as its subject is refused, and one whose subject is a client', async () => {
  await put('machine', { audience: 'urn:machine', claims: { sub: 'worker' } }).expect(200)
  expect((await put('worker', { audience: 'urn:worker' })).body.detail).toContain(
    'machine.claims.sub: is another client',
  )
  await put('other', { audience: 'urn:other' }).expect(200)
  const { body } = await put('second', { audience: 'urn:second', claims: { sub: 'other' } })
  expect(body.detail).toContain('second.claims.sub: is another client')
})
