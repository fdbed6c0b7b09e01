import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { startIssuerInProcess, type IssuerInProcess } from '../../apps/sandbox/issuer-in-process.ts'
import { AUDIENCE, startOrdersApi, type OrdersApi } from './orders-api.ts'

let issuer: IssuerInProcess
let api: OrdersApi
beforeAll(async () => {
  issuer = await startIssuerInProcess({ clock: systemClock })
  api = await startOrdersApi(issuer.url)
  // Else an API that refuses all of them would pass every test below.
  expect((await api.get('/orders', await issuer.token({ audience: AUDIENCE }))).status).toBe(200)
})
afterEach(() => issuer.reset())
afterAll(async () => {
  await api.close()
  await issuer.close()
})

/** What the API says to that token. */
const refusal = async (token?: string) => {
  const { status, body } = await api.get('/orders', token)
  expect(status).toBe(401)
  return String(body.error)
}

test('no token', async () => {
  expect(await refusal()).toBe('Unauthorized')
})

test('one that has expired', async () => {
  expect(await refusal(await issuer.token({ audience: AUDIENCE, expired: true }))).toContain('"exp" claim timestamp')
})

test('one for somebody else', async () => {
  expect(await refusal(await issuer.token({ audience: 'https://other.example.com' }))).toContain("Unexpected 'aud'")
})

test('one of another issuer', async () => {
  const token = await issuer.mint({ signedBy: { issuer: 'other' }, claims: { aud: AUDIENCE } })
  expect(await refusal(token)).not.toBe('')
  const named = await issuer.mint({ claims: { aud: AUDIENCE, iss: 'https://evil.example.com' } })
  expect(await refusal(named)).toContain("Unexpected 'iss'")
})

test('one by a key that nobody knows', async () => {
  const token = await issuer.mint({ signedBy: 'stranger', header: { kid: 'nobody' }, claims: { aud: AUDIENCE } })
  expect(await refusal(token)).toContain('no applicable key')
  expect(await refusal(await issuer.mint({ signedBy: 'stranger', claims: { aud: AUDIENCE } }))).toContain('signature')
})

test('one that is not valid yet', async () => {
  const nbf = Math.floor(Date.now() / 1000) + 3600
  expect(await refusal(await issuer.mint({ claims: { aud: AUDIENCE, nbf } }))).toContain('"nbf"')
})
