import { afterAll, beforeAll, expect, test } from 'vitest'
import { CannotBeMade, makeToken, type AttackTarget, type IssuerHand } from '#attacks'
import { systemClock } from '#core/clock'
import { openTestSandbox, type TestSandbox } from '../../../tests/support/sandbox.ts'
import { openFactorySide, type FactorySideOptions } from './factory-side.ts'
import { issuerFacts, TARGET } from './issuer.fixture.ts'

let sandbox: TestSandbox
beforeAll(async () => void (sandbox = await openTestSandbox()))
afterAll(() => sandbox.close())

const plainOf = (process: 'jwt-factory' | 'serviceb') => new URL(`http://localhost:${sandbox.processes[process].port}`)
const controlOf = async (process: 'jwt-factory' | 'serviceb') => (await sandbox.plain(process, '/control')).body

function optionsFor(target: Partial<AttackTarget> = {}, more: Partial<FactorySideOptions> = {}): FactorySideOptions {
  const { tlsPort } = sandbox.factory
  const issuer = `https://localhost:${tlsPort}`
  const own = { issuer, audience: 'serviceb', otherAudience: 'servicec', algorithms: ['ES256', 'RS256'] as const }
  return {
    ...issuerFacts({ target: { ...TARGET, ...own, path: '/scenario7-server', ...target } }),
    targetUrl: new URL(`https://localhost:${sandbox.processes.serviceb.tlsPort}`),
    factoryUrl: plainOf('jwt-factory'),
    targetControlUrl: plainOf('serviceb'),
    ...more,
  }
}

const statusOf = async (token: string, path = '/scenario7-server') =>
  (await sandbox.get('serviceb', path, { headers: { authorization: `Bearer ${token}` } })).status

test('B believes its good tokens, by each algorithm, and nothing is left of it after the run', async () => {
  const side = await openFactorySide(optionsFor())
  expect([...side.has].sort()).toEqual(
    'client good-token issuer-key key-set listener published-keys raw-socket time two-good-tokens'.split(' '),
  )
  expect(side.whyNot('exchange')).toContain('client serviceb of the factory')
  expect(side.world().keySet.map(({ alg }) => alg)).toEqual(expect.arrayContaining(['ES256', 'RS256']))
  for (const of of ['ES256', 'RS256'] as const) expect(await statusOf(await makeToken(side.world(), { of }))).toBe(200)
  expect(await statusOf(await makeToken(side.world(), { claims: { aud: 'servicec' } }))).toBe(401)
  expect(() => side.world().good('PS256')).toThrow(/no key for PS256: name it with --algorithms/)
  const own = await sandbox.plain('jwt-factory', '/jwks')
  await side.publish!({ jwks: { keys: [] } })
  const published = await sandbox.plain('jwt-factory', '/jwks')
  expect(published.body).toEqual({ keys: [] })
  expect(published.headers).toMatchObject({ 'cache-control': own.headers['cache-control'] ?? 'max-age' })
  // Whoever kills the probe here has its key set back after ten minutes.
  expect((await controlOf('jwt-factory')).faults).toMatchObject([{ on: 'jwks', lasts: 600_000 }])
  await side.close()
  expect((await controlOf('jwt-factory')).set).toEqual([])
  expect((await sandbox.plain('jwt-factory', '/control/clients')).text).not.toContain('probe-')
})

test('tokens of a caller are signed by its ring', async () => {
  const issuer = 'jwt-factory'
  const { body } = await sandbox.plain('jwt-factory', '/control/keys')
  const shared = body.sets.find(({ caller }: { caller?: string }) => caller === 'servicea').issuers[0] ?? issuer
  const target = { issuer: shared, type: 'JWT' }
  await expect(openFactorySide(optionsFor(target))).rejects.toThrow(/several rings: say which with --ring: .*servicea/)
  const side = await openFactorySide(optionsFor(target, { ring: 'servicea', claims: { sub: 'servicea' } }))
  const headers = { authorization: `Bearer ${await makeToken(side.world())}`, service: 'servicea' }
  expect((await sandbox.get('serviceb', '/scenario5-server', { headers })).status).toBe(200)
  expect(side.has).not.toContain('client')
  expect(side.whyNot('client')).toContain('--issuer')
  await side.close()
})

test('both clocks move, or that of the target alone, and go back at the end', async () => {
  const side = await openFactorySide(optionsFor())
  const aheadOf = async (process: 'jwt-factory' | 'serviceb') =>
    Math.round((await controlOf(process)).clock.aheadMs / 60_000)
  const before = side.world().now()
  await side.moveClock!(600, 'all')
  expect([await aheadOf('jwt-factory'), await aheadOf('serviceb')]).toEqual([10, 10])
  expect(side.world().now() - before).toBeGreaterThanOrEqual(600)
  expect(await statusOf(await makeToken(side.world()))).toBe(200)
  const living = await makeToken(side.world())
  await side.moveClock!(600, 'target')
  expect([await aheadOf('jwt-factory'), await aheadOf('serviceb')]).toEqual([10, 20])
  expect(await statusOf(living)).toBe(401)
  await side.moveClock!(-300, 'target')
  expect(await aheadOf('serviceb')).toBe(15)
  await side.close()
  expect([(await controlOf('jwt-factory')).set, (await controlOf('serviceb')).set]).toEqual([[], []])
})

test('a clock that was moved there and back follows the machine again', async () => {
  const side = await openFactorySide(optionsFor())
  for (const seconds of [3600, -3600]) await side.moveClock!(seconds, 'all')
  await side.close()
  expect([(await controlOf('jwt-factory')).set, (await controlOf('serviceb')).set]).toEqual([[], []])
})

test('a clock that somebody else has moved goes back to where it was, and what else is set stays', async () => {
  await sandbox.fault('token', { status: 503 })
  await sandbox.clock.advance({ minutes: 5 })
  const side = await openFactorySide(optionsFor())
  await side.moveClock!(600, 'all')
  await side.close()
  for (const process of ['jwt-factory', 'serviceb'] as const)
    expect(Math.round((await controlOf(process)).clock.aheadMs / 60_000)).toBe(5)
  expect((await controlOf('jwt-factory')).faults).toHaveLength(1)
  await sandbox.reset()
})

test('reads of the key set by the target are seen, and that it has read what was published', async () => {
  const side = await openFactorySide(optionsFor())
  const world = side.world()
  const published = await side.publish!({ jwks: { keys: [...world.keySet] } })
  const before = (await side.keySetReads!()).length
  await statusOf(await makeToken(world, { header: { kid: 'never-seen' }, signedBy: 'stranger' }))
  await side.moveClock!(600, 'target')
  await statusOf(await makeToken(world, { header: { kid: 'never-seen-either' }, signedBy: 'stranger' }))
  expect(await published.isRead()).toBe(true)
  expect((await side.keySetReads!()).length).toBeGreaterThan(before)
  await side.close()
})

test('two probes at once do not meet: each has clients and a listener of its own, and one publishes at a time', async () => {
  const [one, other] = await Promise.all([openFactorySide(optionsFor()), openFactorySide(optionsFor())])
  const idsOf = (side: typeof one) => side.world().clients?.map(({ id }) => id) ?? []
  expect(new Set([...idsOf(one), ...idsOf(other)]).size).toBe(4)
  const published = await one.publish!({ jwks: { keys: [] } })
  await expect(other.publish!({ jwks: { keys: [] } })).rejects.toThrow(/take it back first/)
  await published.restore()
  await one.close()
  expect(await statusOf(await makeToken(other.world()))).toBe(200)
  expect((await sandbox.plain('jwt-factory', '/control/clients')).text).toContain(idsOf(other)[0])
  const second = await other.publish!({ jwks: { keys: [] } })
  await second.restore()
  await other.close()
})

test('clients of a run that was killed an hour ago are taken away by the next one', async () => {
  const ago = Math.floor(systemClock.now() / 1000) - 7200
  const id = `probe-${ago}-abcdef-a`
  await sandbox.putClient(id, { secret: 'sixteen characters', audiences: [], scopes: [] })
  const side = await openFactorySide(optionsFor())
  expect((await sandbox.plain('jwt-factory', '/control/clients')).text).not.toContain(id)
  await side.close()
})

test('a second issuer that the target trusts is one of the factory', async () => {
  const side = await openFactorySide(optionsFor({}, { secondIssuer: 'far' }))
  expect(side.has).toContain('second-issuer')
  const kid = side.world().secondIssuer?.kid('ES256')
  const { body } = await sandbox.plain('jwt-factory', '/issuers/far/jwks')
  expect(body.keys.map((key: { kid: string }) => key.kid)).toContain(kid)
  await side.close()
})

test.each<[string, () => Partial<FactorySideOptions>, RegExp]>([
  ['nobody answers', () => ({ factoryUrl: new URL('http://localhost:9') }), /jwt-factory does not answer at/],
  ['it is no factory', () => ({ factoryUrl: plainOf('serviceb') }), /jwt-factory/],
  ['TLS', () => ({ factoryUrl: new URL('https://localhost:9') }), /plain port/],
])('it does not begin where %s, and leaves nothing', async (_name, more, why) => {
  await expect(openFactorySide(optionsFor({}, more()))).rejects.toThrow(why)
  expect((await controlOf('jwt-factory')).set).toEqual([])
})

test('it does not begin for an issuer that is not there, and says which there are', async () => {
  const opening = openFactorySide(optionsFor({ issuer: 'https://elsewhere.test' }))
  await expect(opening).rejects.toThrow(/signs nothing for the issuer https:\/\/elsewhere.test. Its issuers are: https/)
})

test('where the target has no control plane the run waits, or says that it has no time', async () => {
  const away = { targetControlUrl: new URL('http://localhost:9') }
  const side = await openFactorySide(optionsFor({}, away))
  expect(side.has).not.toContain('time')
  expect(side.whyNot('time')).toContain('the target does not answer')
  await side.close()
  const patient = await openFactorySide(optionsFor({}, { ...away, patienceSeconds: 90 }))
  expect(patient.has).toContain('time')
  await patient.close()
})

test('a factory that goes away makes sentences of every hand, and the end is quiet', async () => {
  const own = await openTestSandbox()
  const target = { issuer: `https://localhost:${own.factory.tlsPort}` }
  const factoryUrl = new URL(`http://localhost:${own.factory.port}`)
  const targetControlUrl = new URL(`http://localhost:${own.processes.serviceb.port}`)
  const side = await openFactorySide(optionsFor(target, { factoryUrl, targetControlUrl }))
  await own.close()
  const hand: IssuerHand = side.world().issuer!
  const hands: (() => Promise<unknown>)[] = [
    () => hand.sign('text', 'ES256'),
    () => side.publish!('hangs'),
    () => side.keySetReads!(),
    () => side.moveClock!(1, 'all'),
  ]
  for (const each of hands) await expect(each()).rejects.toThrow(/^(jwt-factory|the target) does not answer at/)
  await expect(hand.sign('text', 'ES256')).rejects.toThrow(CannotBeMade)
  await side.close()
})

test('a key that is replaced meanwhile is told: its token would be refused for another reason than the one meant', async () => {
  const side = await openFactorySide(optionsFor())
  await sandbox.plain('jwt-factory', '/keys', { method: 'POST' })
  await expect(makeToken(side.world())).rejects.toThrow(/another key of the issuer signs/)
  await side.close()
})
