import { afterAll, beforeAll, expect, test } from 'vitest'
import { TOKEN_EXCHANGE, ACCESS_TOKEN_TYPE } from '../../oauth-uris.ts'
import { decode, openTestIssuer, type TestIssuer } from '../../test-issuer.ts'

const ORDERS = 'https://api.orders.test/v1'

let factory: TestIssuer
beforeAll(async () => {
  const clients = {
    shop: { audiences: [ORDERS] },
    orders: { audience: ORDERS, audiences: ['serviceb'], scopes: [] },
    impostor: { audience: 'https://api.other.test' },
  }
  factory = await openTestIssuer({ clients })
})
afterAll(() => factory.close())

const isActive = async (token: string, client: string) =>
  (await factory.post('/introspect', { token }, client).expect(200)).body.active

const exchange = (subject_token: string, client: string) =>
  factory.post(
    '/token',
    { grant_type: TOKEN_EXCHANGE, subject_token, subject_token_type: ACCESS_TOKEN_TYPE, audience: 'serviceb' },
    client,
  )

test('a token for an address is for the client that has it as its audience: it hears of it, and others do not', async () => {
  const token = await factory.grant('shop')
  expect(decode(token).claims.aud).toBe(ORDERS)
  expect(await isActive(token, 'orders')).toBe(true)
  expect(await isActive(token, 'shop')).toBe(true)
  expect(await isActive(token, 'impostor')).toBe(false)
})

test('it may exchange that token, and nobody else may', async () => {
  const token = await factory.grant('shop')
  const { body } = await exchange(token, 'orders').expect(200)
  expect(decode(body.access_token).claims).toMatchObject({ sub: 'shop', aud: 'serviceb', act: { sub: 'orders' } })
  expect((await exchange(token, 'serviceb').expect(400)).body.error_description).toMatch(/audience/)
})

test('its id is no name for it in a token', async () => {
  const { body } = await factory.ask('shop', { audience: 'orders' }).expect(400)
  expect(body.error).toBe('invalid_target')
})
