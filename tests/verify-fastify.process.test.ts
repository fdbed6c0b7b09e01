import { request as ask } from 'node:http'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { once, type EventEmitter } from 'node:events'
import { expect, onTestFinished } from 'vitest'
import { nextTurn } from '#core/clock'
import { startIssuer } from '../testkit/start-issuer.ts'
import { requireToken, type TokenGuard } from '../testkit/verify.ts'
import { guardedCases, runGuarded, type GuardedService } from './libraries/guarded-services.ts'
import { INTEROP, npmLack } from './support/interop/installed.ts'
import { needs } from './support/needs.ts'

type FastifyPair = Parameters<TokenGuard> extends [infer Request, infer Reply, ...unknown[]] ? [Request, Reply] : never
type FastifyHook = (...given: [...FastifyPair, done: (error?: Error) => void]) => unknown

/** As much of it as is called here. */
interface FastifyApp {
  addHook(name: 'onRequest' | 'preValidation' | 'preHandler', hook: FastifyHook): void
  addHook(name: 'onSend', hook: (...given: [...FastifyPair, payload: unknown]) => unknown): void
  get(path: string, handler: (request: { token?: { claims: { sub: string } } }) => unknown): void
  listen(at: { port: number; host: string }): Promise<string>
  inject(asked: {
    url: string
    headers?: Record<string, string>
  }): Promise<{ statusCode: number; body: string; headers: object }>
  close(): Promise<void>
}

/** Ends with the test. */
async function fastifyApp(): Promise<FastifyApp> {
  const { default: fastify } = await import(pathToFileURL(join(INTEROP, 'node_modules/fastify/fastify.js')).href)
  const app: FastifyApp = fastify()
  onTestFinished(() => app.close())
  return app
}

const { test } = needs(npmLack(['fastify']))

async function guardOfTest() {
  const issuer = await startIssuer({ audiences: ['orders', 'billing'], tls: false })
  onTestFinished(() => issuer.stop())
  const { url, jwksUri } = issuer
  return { issuer, guard: requireToken({ issuer: url, jwksUri, audience: 'orders', algorithms: ['ES256'] }) }
}

const STYLES: Record<string, (guard: TokenGuard) => FastifyHook> = {
  'the hook itself': (guard) => guard,
  'a call in a hook': (guard) => async (request, reply) => void (await guard(request, reply)),
  'a hook with done': (guard) => (request, reply, done) => void guard(request, reply, done),
  'a hook that returns it': (guard) => (request, reply, done) => guard(request, reply, done),
}

test('in Fastify it is a hook of each kind, and what takes a turn before the answer lets nobody in', async () => {
  const { issuer, guard } = await guardOfTest()
  const [good, other] = await Promise.all([issuer.token({ subject: 'alice' }), issuer.token({ audience: 'billing' })])
  for (const hook of ['onRequest', 'preValidation', 'preHandler'] as const)
    for (const [style, made] of Object.entries(STYLES)) {
      const app = await fastifyApp()
      const calls = { next: 0, handler: 0 }
      app.addHook('onSend', async (_request, _reply, payload) => {
        await nextTurn()
        return payload
      })
      app.addHook(hook, made(guard))
      app.addHook(hook, async () => void calls.next++)
      app.get('/orders', ({ token }) => ({ sub: token?.claims.sub, handler: ++calls.handler }))
      const call = (token?: string) =>
        app.inject({ url: '/orders', headers: token === undefined ? {} : { authorization: `Bearer ${token}` } })
      const answer = await call(good)
      expect([answer.statusCode, JSON.parse(answer.body)], `${hook}, ${style}`).toEqual([
        200,
        { sub: 'alice', handler: 1 },
      ])
      const refused = await call(other)
      expect([refused.statusCode, JSON.parse(refused.body)], `${hook}, ${style}`).toEqual([
        401,
        expect.objectContaining({ reason: 'wrong-audience' }),
      ])
      expect(refused.headers).toMatchObject({ 'www-authenticate': expect.stringContaining('error="invalid_token"') })
      expect((await call()).statusCode).toBe(401)
      expect(calls, `${hook}, ${style}`).toEqual({ next: 1, handler: 1 })
    }
})

test('nor does a caller who hangs up before the answer is out', async () => {
  const { guard } = await guardOfTest()
  const app = await fastifyApp()
  const [sending, leave] = [Promise.withResolvers<EventEmitter>(), Promise.withResolvers<void>()]
  let runs = 0
  app.addHook('onSend', async (_request, { raw }, payload) => {
    sending.resolve(raw)
    await leave.promise
    return payload
  })
  app.addHook('onRequest', guard)
  app.get('/orders', () => ({ runs: ++runs }))
  const asked = ask(`${await app.listen({ port: 0, host: '127.0.0.1' })}/orders`, {
    headers: { authorization: 'Bearer x' },
  })
  asked.on('error', () => {}).end()
  const gone = once(await sending.promise, 'close')
  asked.destroy()
  await gone
  for (let turn = 0; turn < 5; turn++) await nextTurn() // what waited for the end of it has its turn
  leave.resolve()
  for (let turn = 0; turn < 5; turn++) await nextTurn()
  expect(runs).toBe(0)
})

/** Whatever keeps sessions takes a turn before an answer goes out. */
const fastifyService: GuardedService = async (guard, handler) => {
  const app = await fastifyApp()
  app.addHook('onSend', async (_request, _reply, payload) => {
    await nextTurn()
    return payload
  })
  app.addHook('onRequest', guard)
  app.get('/', (request) => handler(() => guard.of(request).claims.sub))
  const port = Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port)
  return { port, close: () => app.close() }
}

test('the verdicts on the catalogue are the same, and no handler runs for who was refused', async () => {
  const { verdicts, ...faults } = await runGuarded(fastifyService, guardedCases(2))
  expect(verdicts.right?.length).toBeGreaterThan(100)
  expect(faults).toEqual({ wrong: [], ranForNobody: 0 })
})
