import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { startIssuerInProcess, type IssuerInProcess } from '../../apps/sandbox/issuer-in-process.ts'
import { AUDIENCE, startOrdersApi, type OrdersApi } from './orders-api.ts'

let issuer: IssuerInProcess
let api: OrdersApi
beforeAll(async () => {
  issuer = await startIssuerInProcess({ clock: systemClock })
  api = await startOrdersApi(issuer.url)
})
afterAll(async () => {
  await api.close()
  await issuer.close()
})

test('a machine logs in with its id and secret, and is let in', async () => {
  const answer = await fetch(`${issuer.url}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa('billing:any secret')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', audience: AUDIENCE }),
  })
  const { access_token: token, token_type: type } = Object(await answer.json())
  expect(type).toBe('Bearer')
  expect(await api.get('/orders', token)).toMatchObject({ status: 200, body: { client_id: 'billing' } })
})

test('claims of my own reach the API', async () => {
  const claims = { plan: 'gold', features: ['export'], address: { city: 'Bern' } }
  expect((await api.get('/orders', await issuer.token({ audience: AUDIENCE, claims }))).body).toMatchObject(claims)
})

test('a role opens a door, and another does not', async () => {
  const admin = await issuer.token({ audience: AUDIENCE, claims: { roles: ['admin', 'clerk'] } })
  expect((await api.get('/admin', admin)).status).toBe(200)
  const clerk = await issuer.token({ audience: AUDIENCE, claims: { roles: ['clerk'] } })
  expect((await api.get('/admin', clerk)).status).toBe(401)
})

test('a tenant sees its own orders alone', async () => {
  const token = await issuer.token({ audience: AUDIENCE, claims: { tenant: 'acme' } })
  expect((await api.get('/orders/of/acme', token)).body).toEqual({ tenant: 'acme' })
  expect((await api.get('/orders/of/other', token)).status).toBe(403)
})

test('an audience that is a URL is meant exactly', async () => {
  const token = await issuer.token({ audience: AUDIENCE })
  expect((await api.get('/orders', token)).body.aud).toBe(AUDIENCE)
  expect((await api.get('/orders', await issuer.token({ audience: `${AUDIENCE}/v2` }))).status).toBe(401)
})

test('the subject is whoever I say', async () => {
  const token = await issuer.token({ audience: AUDIENCE, claims: { sub: 'alice' } })
  expect((await api.get('/orders', token)).body.sub).toBe('alice')
})

test('a token lives as long as I say', async () => {
  const { body } = await api.get('/orders', await issuer.token({ audience: AUDIENCE, lifetime: 90 }))
  expect(body.exp - body.iat).toBe(90)
})

test('a scope is there, or the API says 403', async () => {
  const token = await issuer.token({ audience: AUDIENCE, scope: 'orders.read orders.write' })
  expect((await api.get('/orders/write', token)).status).toBe(200)
  expect(
    (await api.get('/orders/write', await issuer.token({ audience: AUDIENCE, scope: 'orders.read' }))).status,
  ).toBe(403)
})
