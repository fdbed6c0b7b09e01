import { expect, onTestFinished, test } from 'vitest'
import { movedClock } from '../support/moved-clock.ts'
import { kidOf, openGrants } from '../support/grants.ts'
import type { LoneFactory } from '../support/lone-factory.ts'
import { ask, untilHealthy } from '../support/play-all.ts'
import { freePorts } from '../support/ports.ts'
import { startNode, testFolder, testKeysFolder } from '../support/processes.ts'
import { startRedis, withRedis } from '../support/redis.ts'
import { agreeOn, ISSUER, openAssertions, openTwoFactories, spend, STORE_SECRET } from '../support/two-factories.ts'
import { until } from '../support/until.ts'

const LIFETIME = 600
const PUBLISH_AHEAD = 2
const env = { KEY_LIFETIME: String(LIFETIME), KEY_SET_MAX_AGE: String(PUBLISH_AHEAD - 1) }
/** As usual: how long a store that is away is waited for. Milliseconds. */
const SOON = 2000
const UNAVAILABLE = { status: 503, body: { error: 'temporarily_unavailable' } }

withRedis.describe('when something of two factories ends', () => {
  test('one is killed amid its work: the other knows all that it acknowledged, rotates alone, and is joined again', async () => {
    const redis = await startRedis()
    onTestFinished(redis.stop)
    const KEYS_FOLDER = await testKeysFolder()
    const assertion = await openAssertions(KEYS_FOLDER)
    const shared = { KEYS_FOLDER, STORE: redis.url, STORE_SECRET, FACTORY_URL: ISSUER }
    const start = async () => {
      const [port = 0, tlsPort = 0] = await freePorts(2)
      const ports = { FACTORY_PORT: String(port), FACTORY_TLS_PORT: String(tlsPort) }
      const process = startNode('jwt-factory', {
        ...shared,
        ...ports,
        KEY_LIFETIME: '3',
        KEY_SET_MAX_AGE: '1',
        FACTORY_TOKEN_LIFETIME: '200',
      })
      await untilHealthy(port)
      return { process, port, ...openGrants({ port, tlsPort, keysFolder: KEYS_FOLDER }) }
    }
    const [survivor, victim] = await Promise.all([start(), start()])
    const [token, revoked, proof] = [await victim.grant('servicea'), await victim.grant('servicea'), await assertion()]
    expect((await victim.send('servicea', '/revoke', { token: revoked }))?.status).toBe(200)
    expect((await spend(victim, proof))?.status).toBe(200)

    const granted: string[] = []
    const customers = Array.from({ length: 4 }, async () => {
      for (;;) {
        const answer = await victim.send('servicea', '/token', { grant_type: 'client_credentials' })
        if (answer?.status !== 200) return
        granted.push(answer.body.access_token)
      }
    })
    await until('fifty tokens', () => granted.length >= 50)
    victim.process.kill('SIGKILL')
    await Promise.all([victim.process.ended(), ...customers])

    for (const good of [token, ...granted.slice(-20)]) expect(await survivor.isActive(good)).toBe(true)
    expect(await survivor.isActive(revoked)).toBe(false)
    expect((await spend(survivor, proof))?.status).toBe(401)
    const kid = kidOf(await survivor.grant('servicea'))
    await until('the survivor rotates', async () => kidOf(await survivor.grant('servicea')) !== kid)
    expect(await survivor.isActive(token)).toBe(true)

    const next = await start()
    const late = await survivor.grant('servicea')
    expect([await next.isActive(token), await next.isActive(late)]).toEqual([true, true])
    expect(await next.isActive(revoked)).toBe(false)
    expect((await spend(next, proof))?.status).toBe(401)
  })

  test('Redis is killed: what needs the memory is 503 and never a yes; when Redis is back, all goes on', async () => {
    const folder = await testFolder()
    const settings = ['--dir', folder, '--appendonly', 'yes', '--appendfsync', 'always']
    const first = await startRedis({ settings })
    const { one, other, clock, assertion } = await openPair(first.url)
    const [token, revoked, proof] = [await one.grant('servicea'), await one.grant('servicea'), await assertion()]
    await one.send('servicea', '/revoke', { token: revoked })
    await spend(one, proof)

    await first.kill()
    await Promise.all([one, other].map((factory) => expectNoYes(factory, token, assertion)))
    clock.advance({ seconds: LIFETIME }) // a rotation is due, and cannot be

    const second = await startRedis({ port: first.port, settings })
    onTestFinished(second.stop)
    await Promise.all([one, other].map((factory) => expectRecovery(factory, token, assertion)))
    expect(await other.isActive(revoked)).toBe(false)
    expect((await spend(other, proof))?.status).toBe(401)
    const prepared = await agreeOn([one, other], 'prepared')
    clock.advance({ seconds: PUBLISH_AHEAD })
    expect(await agreeOn([one, other], 'active')).toBe(prepared)
    expect(kidOf(await other.grant('servicea'))).toBe(prepared)
    expect(await other.isActive(token)).toBe(true)
  })

  test('Redis hangs, connections open: nobody waits for ever, and it goes on when Redis does', async () => {
    const redis = await startRedis()
    onTestFinished(redis.stop)
    const { one, other, assertion } = await openPair(redis.url)
    const token = await one.grant('servicea')
    redis.freeze()
    await Promise.all([one, other].map((factory) => expectNoYes(factory, token, assertion)))
    redis.thaw()
    await Promise.all([one, other].map((factory) => expectRecovery(factory, token, assertion)))
  })
})

async function openPair(url: string) {
  const clock = movedClock()
  const pair = await openTwoFactories(url, { env, clock, storePatience: SOON })
  onTestFinished(pair.close)
  return { ...pair, clock }
}

/** The store is away: nothing that depends on it is answered with a yes. What needs none goes on. */
async function expectNoYes(factory: LoneFactory, token: string, assertion: () => Promise<string>) {
  const exchange = {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: token,
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
  }
  const answers = await Promise.all([
    factory.send('serviceb', '/introspect', { token }),
    factory.send('servicea', '/revoke', { token }),
    factory.send('serviceb', '/token', exchange),
    spend(factory, await assertion()),
  ])
  for (const answer of answers) expect(answer).toMatchObject(UNAVAILABLE)
  expect(kidOf(await factory.grant('servicea')), 'a secret needs no memory').toBe(kidOf(token))
  expect((await factory.keySet()).map(({ kid }) => kid)).toContain(kidOf(token))
  expect((await ask(factory.port, '/healthz'))?.status).toBe(200)
}

async function expectRecovery(factory: LoneFactory, token: string, assertion: () => Promise<string>) {
  await until('it knows the token again', async () => {
    const answer = await factory.send('serviceb', '/introspect', { token })
    return answer?.status === 200 && answer.body.active === true
  })
  await until('it spends', async () => (await spend(factory, await assertion()))?.status === 200)
}
