import { afterEach, expect, test, vi } from 'vitest'
import { decodeJwt } from 'jose'
import { assertRefusesEvery } from './matchers.ts'
import { startIssuer } from './start-issuer.ts'

afterEach(() => {
  vi.useRealTimers()
})

const forOrders = (token: string) => ({ status: decodeJwt(token)['aud'] === 'orders' ? 200 : 401 })

test('an issuer starts, answers and ends where a test has stopped the timers of its process', async () => {
  vi.useFakeTimers()
  const issuer = await startIssuer({ tls: false, audiences: ['orders'] })
  expect((await fetch(issuer.jwksUri)).status).toBe(200)
  const good = await issuer.token()
  await expect(assertRefusesEvery(forOrders, { good: async () => good, cases: [], leftOut: [] })).rejects.toThrow('no token to send') // prettier-ignore
  await issuer.stop()
})

test('the time on the wall that a test has set is that of its tokens', async () => {
  vi.useFakeTimers()
  vi.setSystemTime('2030-01-01')
  await using issuer = await startIssuer({ tls: false })
  expect(decodeJwt(await issuer.token()).iat).toBe(Date.parse('2030-01-01') / 1000)
})
