import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { expect, expectTypeOf, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { startIssuer } from '../testkit/start-issuer.ts'
import { requireToken } from '../testkit/verify.ts'

test('in Express the claims are typed by a schema, and a token that does not fit is not believed', async () => {
  await using issuer = await startIssuer({ audiences: ['orders'], tls: false })
  const { url, jwksUri } = issuer
  const schema = z.object({ sub: z.string(), tenant: z.enum(['acme', 'other']) })
  const guard = requireToken({ issuer: url, jwksUri, audience: 'orders', algorithms: ['ES256'], schema })
  const app = express()
  app.get('/orders', guard, (request, response) => {
    const { claims } = guard.of(request)
    expectTypeOf(claims.tenant).toEqualTypeOf<'acme' | 'other'>()
    response.json({ tenant: claims.tenant, same: Object(request)['token'].claims === claims })
  })
  const server = app.listen(0, '127.0.0.1')
  onTestFinished(() => void server.close().closeAllConnections())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens
  const call = async (tenant: unknown) =>
    fetch(`http://127.0.0.1:${port}/orders`, {
      headers: { authorization: `Bearer ${await issuer.token({ claims: { tenant } })}` },
    })
  expect(await (await call('acme')).json()).toEqual({ tenant: 'acme', same: true })
  const refused = await call(7)
  expect([refused.status, await refused.json()]).toEqual([401, expect.objectContaining({ reason: 'invalid-claim' })])
})
