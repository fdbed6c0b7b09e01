import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import express from 'express'
import { expect, expectTypeOf, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { startIssuer } from '../testkit/testing.ts'
import { requireToken } from '../testkit/verify.ts'
import { INTEROP, npmLack } from './support/interop/installed.ts'
import { needs } from './support/needs.ts'

/** As much of it as is called here. */
interface FastifyApp {
  addHook(name: 'onRequest' | 'preHandler', hook: unknown): void
  get(path: string, handler: (request: { token?: { claims: { sub: string } } }) => unknown): void
  inject(asked: {
    url: string
    headers?: Record<string, string>
  }): Promise<{ statusCode: number; body: string; headers: object }>
  close(): Promise<void>
}

async function fastifyApp(): Promise<FastifyApp> {
  const { default: fastify } = await import(pathToFileURL(join(INTEROP, 'node_modules/fastify/fastify.js')).href)
  const app: FastifyApp = fastify()
  onTestFinished(() => app.close())
  return app
}

const HOOKS = ['onRequest', 'preHandler'] as const

for (const hook of HOOKS)
  needs(npmLack(['fastify'])).test(`in Fastify it is a hook: ${hook}`, async () => {
    await using issuer = await startIssuer({ audiences: ['orders', 'billing'], tls: false })
    const { url, jwksUri } = issuer
    const app = await fastifyApp()
    let calls = 0
    app.addHook(hook, requireToken({ issuer: url, jwksUri, audience: 'orders', algorithms: ['ES256'] }))
    app.get('/orders', ({ token }) => ({ sub: token?.claims.sub, calls: ++calls }))
    const call = async (token: PromiseLike<string>) =>
      app.inject({ url: '/orders', headers: { authorization: `Bearer ${await token}` } })
    const good = await call(issuer.token({ subject: 'alice' }))
    expect([good.statusCode, JSON.parse(good.body)]).toEqual([200, { sub: 'alice', calls: 1 }])
    const refused = await call(issuer.token({ audience: 'billing' }))
    expect(refused.statusCode).toBe(401)
    expect(refused.headers).toMatchObject({ 'www-authenticate': expect.stringContaining('error="invalid_token"') })
    expect((await app.inject({ url: '/orders' })).statusCode).toBe(401)
    expect(calls).toBe(1)
  })

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
