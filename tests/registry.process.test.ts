import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask, untilHealthy } from './support/play-all.ts'
import { freePorts } from './support/ports.ts'
import { startNode, testKeysFolder } from './support/processes.ts'
import { keyAddress, newPublisher, type Publisher } from './support/publisher.ts'
import { startRedis, withRedis, type RedisServer } from './support/redis.ts'
import { openTwoFactories, type TwoFactories } from './support/two-factories.ts'

const seconds = () => Math.floor(Date.now() / 1000)

/** As jwtproxy does: to the plain port, with the origin of the address as audience. */
async function publish(port: number, service: string, key: Publisher, by = key) {
  const origin = `http://127.0.0.1:${port}`
  const authorization = `Bearer ${await by.sign({ service, origin, now: seconds() })}`
  const headers = { 'content-type': 'application/json', authorization }
  const body = JSON.stringify(key.document)
  return ask(port, keyAddress(service, key.kid), { method: 'PUT', headers, body })
}

const statusOf = async (port: number, service: string, key: Publisher) =>
  (await ask(port, keyAddress(service, key.kid)))?.status

test('a factory that is killed amid rotations has every key that it said yes to, and signs on from there', async () => {
  const [port = 0, tlsPort = 0] = await freePorts(2)
  const env = { KEYS_FOLDER: await testKeysFolder(), FACTORY_PORT: String(port), FACTORY_TLS_PORT: String(tlsPort) }
  let last = await newPublisher('ES256')
  let cutOff = last
  const acknowledged = new Set<Publisher>()

  /** Rotates, until nobody answers any more; amid that the factory is killed. */
  async function rotateAndKill(factory: ReturnType<typeof startNode>): Promise<void> {
    for (let count = 1; ; count++) {
      cutOff = await newPublisher('ES256')
      if (count === 5) factory.kill('SIGKILL')
      const answer = await publish(port, 'orders', cutOff, last)
      if (answer?.status !== 200) return
      acknowledged.add((last = cutOff))
    }
  }

  for (let round = 0; round < 3; round++) {
    const factory = startNode('jwt-factory', env)
    await untilHealthy(port)
    if (round === 0) expect((await publish(port, 'orders', last))?.status).toBe(200)
    // Cut off before the answer: it may have happened. Then the registry says so.
    if ((await statusOf(port, 'orders', cutOff)) === 200) acknowledged.add((last = cutOff))
    for (const key of acknowledged) expect(await statusOf(port, 'orders', key)).toBe(200)
    await rotateAndKill(factory)
    await factory.ended()
  }
  expect(acknowledged.size).toBeGreaterThan(8)
})

withRedis.describe('two factories with Redis', () => {
  let redis: RedisServer
  let pair: TwoFactories
  beforeAll(async () => {
    redis = await startRedis()
    pair = await openTwoFactories(redis.url)
  })
  afterAll(async () => {
    await pair.close()
    await redis.stop()
  })

  test('of fifty first keys of one name at both at once exactly one is approved, and both say which', async () => {
    const keys = await Promise.all(Array.from({ length: 50 }, () => newPublisher('ES256')))
    const ports = [pair.one.port, pair.other.port] as const
    const answers = await Promise.all(keys.map((key, at) => publish(ports[at % 2 === 0 ? 0 : 1], 'racing', key)))
    const approved = keys.filter((_, at) => answers[at]?.status === 200)
    expect(approved).toHaveLength(1)
    for (const port of ports) expect(await statusOf(port, 'racing', approved[0]!)).toBe(200)
    expect(answers.filter((answer) => answer?.status === 202)).toHaveLength(5)
  })
})
