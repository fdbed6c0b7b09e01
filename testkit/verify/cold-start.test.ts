import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { startIssuer } from '../start-issuer.ts'
import { requireToken } from '../verify.ts'

test('2000 calls in one tick, before there is any key, are all let in by one fetch', async () => {
  await using issuer = await startIssuer({ audiences: ['orders'], tls: false })
  const { url, jwksUri } = issuer
  const guard = requireToken({ issuer: url, jwksUri, audience: 'orders', algorithms: ['ES256'] })
  const request = { rawHeaders: ['authorization', `Bearer ${await issuer.token()}`], method: 'GET', url: '/' }
  const call = async () => guard({ ...request } as IncomingMessage, { writeHead: () => ({ end() {} }) } as never)
  const tokens = await Promise.all(Array.from({ length: 2000 }, call))
  expect(tokens.filter((token) => token === undefined)).toEqual([])
  expect(issuer.requests('jwks').count).toBe(1)
})
