import { expect, test } from 'vitest'
import { until } from '../tests/support/until.ts'
import { startIssuer } from './start-issuer.ts'

/** By a client whose connections the kit does not know. */
const askElsewhere = (url: string, init?: RequestInit) =>
  fetch(url, init).then(
    ({ status }) => status,
    () => 'cut',
  )

test.each([
  ['hangs', 'hangs'],
  ['waits for minutes', { delay: '10m' }],
] as const)('an issuer stops while a request %s by a fault', async (_about, fault) => {
  const issuer = await startIssuer({ tls: false })
  await issuer.fault('jwks', fault)
  const held = askElsewhere(issuer.jwksUri)
  await until('it is held', () => issuer.requests('jwks').count === 1)
  await issuer.stop()
  expect(await held).toBe('cut')
})

test('an issuer stops while a callback of the test does not come back', async () => {
  const called = Promise.withResolvers<void>()
  const issuer = await startIssuer({
    tls: false,
    beforeToken: () => (called.resolve(), new Promise<void>(() => {})),
  })
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'any', client_secret: 'any' })
  const held = askElsewhere(`${issuer.url}/token`, { method: 'POST', body })
  await called.promise
  await issuer.stop()
  expect(await held).toBe('cut')
})
