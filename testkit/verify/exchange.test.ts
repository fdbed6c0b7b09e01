import type { AddressInfo } from 'node:net'
import { createServer, type RequestListener } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { startIssuer } from '../start-issuer.ts'
import { requireToken, type TokenRules } from '../verify.ts'

async function calling(app: RequestListener) {
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close().closeAllConnections())
  const { port } = server.address() as AddressInfo // it listens
  return async (token: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { authorization: `Bearer ${token}` } })
    return { status: answer.status, body: await answer.text() }
  }
}

async function guardOfTest(further: Partial<TokenRules> = {}) {
  const issuer = await startIssuer({ audiences: ['orders'], tls: false })
  onTestFinished(() => issuer.stop())
  const { url, jwksUri } = issuer
  const guard = requireToken({ issuer: url, jwksUri, audience: 'orders', algorithms: ['ES256'], ...further })
  return { guard, good: await issuer.token() }
}

test('where somebody else has answered meanwhile, nothing more is sent, and nobody goes on', async () => {
  const { guard, good } = await guardOfTest()
  let next = 0
  const ended: unknown[] = []
  const call = await calling((request, response) => {
    response.writeHead(504).end('late')
    ended.push(guard(request, response, () => next++))
  })
  for (const token of [good, 'x']) expect(await call(token)).toEqual({ status: 504, body: 'late' })
  expect(await Promise.all(ended)).toEqual([undefined, undefined])
  expect(next).toBe(0)
})

test('an answer that cannot be written ends the connection, and not the service', async () => {
  const { guard } = await guardOfTest()
  const call = await calling((request, response) => {
    response.writeHead = () => {
      throw new Error('the session cannot be written')
    }
    void guard(request, response)
  })
  await expect(call('x')).rejects.toThrow('fetch failed')
})

test('what others have set at a request of Express is not taken for Fastify', async () => {
  const { guard, good } = await guardOfTest()
  const call = await calling(async (request, response) => {
    Object.assign(request, { raw: Buffer.from('a body') })
    Object.assign(response, { raw: {} })
    if (await guard(request, response)) response.end('in')
  })
  expect(await call(good)).toEqual({ status: 200, body: 'in' })
  expect((await call('x')).status).toBe(401)
})

test.each([
  [true, 200],
  [false, 503],
])('a getter of the same name gives way (%s), or nobody is let in', async (configurable, status) => {
  const seen: unknown[] = []
  const { guard, good } = await guardOfTest({ log: (refusal) => seen.push(refusal) })
  const call = await calling(async (request, response) => {
    Object.defineProperty(request, 'token', { configurable, get: () => 'of a stranger' })
    const token = await guard(request, response)
    if (token) response.end(String(Object(request)['token'] === token))
  })
  const answer = await call(good)
  expect(answer.status).toBe(status)
  if (configurable) expect(answer.body).toBe('true')
  else expect(seen).toEqual([{ reason: 'cannot-decide', error: 'request.token cannot be set' }])
})

test.each([
  ['has none', {}],
  ['has an empty one', { rawHeaders: [] }],
])('a request without the list of headers that Node makes (it %s) is judged by its headers', async (_how, raw) => {
  const { guard, good } = await guardOfTest()
  const ask = async (authorization?: string) => {
    let status = 200
    const response = { writeHead: (refused: number) => ({ end: () => void (status = refused) }) }
    await guard({ ...raw, headers: { authorization }, method: 'GET', url: '/' } as never, response as never)
    return status
  }
  expect([await ask(`Bearer ${good}`), await ask('Bearer x'), await ask()]).toEqual([200, 401, 401])
})

const away = () => {
  throw new Error('the log is away')
}

test('a log that throws, at once or later, changes no answer', async () => {
  for (const log of [away, async () => away()]) {
    const { guard } = await guardOfTest({ log })
    const call = await calling(async (request, response) => void (await guard(request, response)))
    expect((await call('x')).status).toBe(401)
  }
})
