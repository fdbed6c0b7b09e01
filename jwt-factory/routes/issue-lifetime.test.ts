import { afterAll, beforeAll, expect, test } from 'vitest'
import { basic, decode, openTestIssuer, secretOf, type TestIssuer } from '../test-issuer.ts'

let factory: TestIssuer
beforeAll(async () => {
  factory = await openTestIssuer({ env: { FACTORY_ISSUER: 'discovery' } })
})
afterAll(() => factory.close())

const form = (parameters: Record<string, string>, query = '') =>
  factory.http
    .post(`/issueToken/servicea${query}`)
    .type('form')
    .send({ ...PROOF, ...parameters })
const PROOF = { client_id: 'servicea', client_secret: secretOf('servicea') }
const lifeIn = (token: string) => {
  const { iat = 0, exp = 0 } = decode(token).claims
  return exp - iat
}

test('a form may have the lifetime beside its claims, or the address has it; by the same rules, and once', async () => {
  expect(lifeIn((await form({ lifetime: '60' }).expect(200)).text)).toBe(60)
  expect(lifeIn((await form({ lifetime: '' }, '?lifetime=60').expect(200)).text)).toBe(60)
  expect((await form({ lifetime: '60' }, '?lifetime=60').expect(400)).body.detail).toContain('only once')
  for (const lifetime of ['3601', '0', '1.5', '60s'])
    expect((await form({ lifetime }).expect(400)).body.detail).toMatch(/a number of seconds from 1 to 3600\.$/)
})

test('in JSON lifetime is a claim as any other: there the address has it', async () => {
  const json = factory.http.post('/issueToken/servicea').set('authorization', basic('servicea'))
  const { text } = await json.send({ lifetime: 60 }).expect(200)
  expect([decode(text).claims['lifetime'], lifeIn(text)]).toEqual([60, 3600])
})

test('it is bounded by that of the client, which counts for its tokens without it as well', async () => {
  const other = await openTestIssuer({
    env: { FACTORY_ISSUER: 'discovery' },
    clients: { short: { lifetimeSeconds: 300 } },
  })
  const ask = (query: string) =>
    other.http.post(`/issueToken/x${query}`).set('authorization', basic('short')).send({ aud: 'orders' })
  const lifeOf = async (query: string) => lifeIn((await ask(query).expect(200)).text)
  expect([await lifeOf(''), await lifeOf('?lifetime=60'), await lifeOf('?lifetime=300')]).toEqual([300, 60, 300])
  expect((await ask('?lifetime=301').expect(400)).body.detail).toMatch(/from 1 to 300\.$/)
  await other.close()
})
