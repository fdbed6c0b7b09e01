import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { withinGrowingLimit } from './support/growing-limit.ts'
import { httpAnswer, openMutePeer, openTlsPeer } from './support/tls-peer.ts'
import { openLonelySandbox, type LonelySandbox, type PeerName } from './support/stand-ins.ts'

let sandbox: LonelySandbox
beforeAll(async () => {
  sandbox = await openLonelySandbox()
})
afterAll(() => sandbox.close())

/** A factory that signs, and does something else when it is asked to verify. */
async function bringFactory(verify: (() => string) | undefined) {
  const fake = await openTlsPeer(
    await sandbox.identity('jwt-factory'),
    (socket, request) => {
      if (request.startsWith('POST /issueToken/')) socket.write(httpAnswer(200, 'application/jwt', 'a.b.c'))
      else if (verify) socket.write(verify())
    },
    sandbox.portOf['jwt-factory'],
  )
  onTestFinished(() => fake.close())
}

/** Of the time that A waits, B has 90 %: the rest is left to say who is at fault. */
const within = (limit: number) => ({ headers: { 'x-request-timeout-ms': String(limit) } })

describe('B cannot ask the factory', () => {
  test.each<[string, (() => string) | undefined]>([
    ['hangs', undefined],
    ['answers 500', () => httpAnswer(500, 'text/html', '')],
    ['answers yes as a text', () => httpAnswer(200, 'application/json', '{"valid":"true","claims":{}}')],
    ['answers yes without claims', () => httpAnswer(200, 'application/json', '{"valid":true}')],
    ['has no such route', () => httpAnswer(404, 'text/html', '')],
  ])('because it %s: the answer is 503 and names the factory, not B', async (_what, verify) => {
    await sandbox.bring('serviceb')
    await bringFactory(verify)
    await withinGrowingLimit(3000, async (limit) => {
      const { status, body } = await sandbox.plain('servicea', '/scenario1', within(limit))
      expect(body).toMatchObject({ type: 'urn:jwt-sandbox:problem:cannot-decide', status: 503, peer: 'jwt-factory' })
      expect(body.detail).toMatch(/^jwt-factory /)
      expect(status).toBe(503)
    })
  })

  test('in a fan-out too, when none of the callees can ask', async () => {
    await sandbox.bring('serviceb', 'servicec')
    await bringFactory(() => httpAnswer(200, 'application/json', '{"valid":1,"claims":{}}'))
    const { status, body } = await sandbox.plain('servicea', '/scenario2')
    expect(body).toMatchObject({ type: 'urn:jwt-sandbox:problem:cannot-decide', peer: 'jwt-factory' })
    expect(status).toBe(503)
  })
})

describe('a caller that waits for 100 ms is answered by then, though A itself would wait for two minutes', () => {
  test.each<[string, (name: PeerName) => Promise<{ close(): Promise<void> }>]>([
    ['never shakes hands', (name) => openMutePeer(sandbox.portOf[name])],
    ['never answers', async (name) => openTlsPeer(await sandbox.identity(name), () => {}, sandbox.portOf[name])],
  ])('when B %s', async (_what, open) => {
    const fake = await open('serviceb')
    onTestFinished(() => fake.close())
    const begin = performance.now()
    const { status, body } = await sandbox.plain('servicea', '/scenario3', within(100))
    expect(body).toMatchObject({ type: 'urn:jwt-sandbox:problem:peer-timeout', peer: 'serviceb' })
    expect(status).toBe(504)
    expect(performance.now() - begin).toBeLessThan(60_000)
  })
})
