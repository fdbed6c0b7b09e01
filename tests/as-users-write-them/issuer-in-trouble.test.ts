import { afterEach, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { startIssuerInProcess, type IssuerInProcess } from '../../apps/sandbox/issuer-in-process.ts'
import { AUDIENCE, startOrdersApi, type OrdersApi } from './orders-api.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

/** Each test has an API that has not asked for keys yet. */
async function start(): Promise<{ issuer: IssuerInProcess; api: OrdersApi }> {
  const issuer = await startIssuerInProcess({ clock: systemClock })
  ends.push(issuer.close)
  const api = await startOrdersApi(issuer.url)
  ends.push(api.close)
  return { issuer, api }
}

test('the issuer is down once: the API lets nobody in, says why, and is well again', async () => {
  const { issuer, api } = await start()
  const token = await issuer.token({ audience: AUDIENCE })
  await issuer.fault('jwks', { status: 503 }, { times: 1 })
  expect(await api.get('/orders', token)).toMatchObject({ body: { error: expect.stringContaining('Expected 200 OK') } })
  expect((await api.get('/orders', token)).status).toBe(200)
  expect(issuer.requests('jwks').requests.map(({ status }) => status)).toEqual([503, 200])
})

test('a key is rotated, and old and new tokens are believed', async () => {
  const { issuer, api } = await start()
  const before = await issuer.token({ audience: AUDIENCE })
  expect((await api.get('/orders', before)).status).toBe(200)
  await fetch(`${issuer.url}/keys`, { method: 'POST' })
  const after = await issuer.token({ audience: AUDIENCE })
  expect(headerOf(after).kid).not.toBe(headerOf(before).kid)
  for (const token of [after, before]) expect((await api.get('/orders', token)).status).toBe(200)
})

test('introspection tells of a token until it is revoked', async () => {
  const { issuer } = await start()
  const token = await issuer.token({ audience: AUDIENCE, client_id: 'billing' })
  const ask = async (path: string) => {
    const body = new URLSearchParams({ token, client_id: 'billing', client_secret: 'any secret' })
    return (await fetch(`${issuer.url}${path}`, { method: 'POST', body })).json()
  }
  expect(await ask('/introspect')).toMatchObject({ active: true, client_id: 'billing', aud: AUDIENCE })
  await ask('/revoke')
  expect(await ask('/introspect')).toEqual({ active: false })
})

test('an issuer that ends leaves its port and its keys to nobody', async () => {
  const issuer = await startIssuerInProcess({ clock: systemClock })
  onTestFinished(() => issuer.close().catch(() => {}))
  const published = await keysAt(issuer.url)
  expect(published).toContain('"kid"')
  await issuer.close()
  expect(await keysAt(issuer.url)).not.toBe(published) // somebody else may have been given the port by now
})

const keysAt = (url: string) =>
  fetch(`${url}/jwks`).then(
    (answer) => answer.text(),
    () => 'nobody is there',
  )

const headerOf = (token: string): { kid?: string } => JSON.parse(atob(token.split('.')[0] ?? ''))
