import { createPrivateKey } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { sealedVault } from '#core/rings/sealed-vault'
import type { Ring } from '#core/rings/rotation'
import { exportPrivatePem } from '#core/keys/signing-key'
import { openRedisStore } from '#core/store/redis-store'
import { movedClock } from './support/moved-clock.ts'
import { kidOf } from './support/grants.ts'
import { openLoneFactory, type LoneFactory } from './support/lone-factory.ts'
import { expectRenewedOnce } from './support/people-at-factory.ts'
import { ask } from './support/play-all.ts'
import { startRedis, withRedis, type RedisServer } from './support/redis.ts'
import {
  agreeOn,
  ISSUER,
  openTwoFactories,
  ringOf,
  spend,
  STORE_SECRET,
  type TwoFactories,
} from './support/two-factories.ts'
import { until } from './support/until.ts'

let redis: RedisServer
let pair: TwoFactories
let one: LoneFactory
let other: LoneFactory
const clock = movedClock()

const LIFETIME = 600
const PUBLISH_AHEAD = 2
const env = { KEY_LIFETIME: String(LIFETIME), KEY_SET_MAX_AGE: String(PUBLISH_AHEAD - 1) }

const bothWays = () => [[one, other] as const, [other, one] as const]

withRedis.describe('two factories with Redis', () => {
  beforeAll(async () => {
    redis = await startRedis()
    pair = await openTwoFactories(redis.url, { env, clock })
    ;({ one, other } = pair)
  })
  afterAll(async () => {
    await pair.close()
    await redis.stop()
  })

  test('both started at once publish the same keys, one a ring, and each believes what the other has signed', async () => {
    const set = await one.allKeys()
    expect(set).toHaveLength(4)
    expect(await other.allKeys()).toEqual(set)
    for (const [here, there] of bothWays()) {
      const token = await here.grant('servicea')
      expect(await there.isActive(token)).toBe(true)
      const issued = await ask(here.port, '/issueToken/servicea', { method: 'POST' })
      expect(kidOf(issued?.text ?? '')).toBe((await ask(there.port, '/keys/servicea'))?.body.kid)
    }
  })

  test('people who log in at one renew at the other, once', async () => {
    await expectRenewedOnce(one, other)
  })

  test('a named issuer that both make at once is one, with one key', async () => {
    const sets = await Promise.all([one, other, one, other].map((factory) => factory.keySet('/issuers/near')))
    for (const set of sets) expect(set).toEqual([sets[0]?.[0]])
    const token = await one.grant('servicea', {}, '/issuers/near')
    expect(await other.isActive(token, '/issuers/near')).toBe(true)
  })

  test('an assertion that was spent at one is refused at the other', async () => {
    for (const [here, there] of bothWays()) {
      const assertion = await pair.assertion()
      expect((await spend(here, assertion))?.status).toBe(200)
      expect(await spend(there, assertion)).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    }
  })

  test('of many who spend one assertion at both at once, exactly one is believed', async () => {
    const assertion = await pair.assertion()
    const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => spend(at % 2 ? one : other, assertion)))
    expect(answers.filter((answer) => answer?.status === 200)).toHaveLength(1)
    expect(answers.filter((answer) => answer?.status === 401)).toHaveLength(19)
  })

  test('a token that was revoked at one is inactive at the other, at once', async () => {
    for (const [here, there] of bothWays()) {
      const token = await here.grant('servicea')
      expect(await there.isActive(token)).toBe(true)
      expect((await here.send('servicea', '/revoke', { token }))?.status).toBe(200)
      expect([await here.isActive(token), await there.isActive(token)]).toEqual([false, false])
    }
  })

  test('a new key of one is known to the other at once, and a revoked one is gone there within its next look', async () => {
    const kid = await one.rotate()
    const token = await one.grant('servicea')
    expect(kidOf(token)).toBe(kid)
    expect(await other.isActive(token)).toBe(true)
    await one.revokeKey(kid)
    await until('the other refuses the key', async () => !(await other.isActive(token)))
    expect((await other.keySet()).map((key) => key.kid)).not.toContain(kid)
    await until('the other signs with the next', async () => kidOf(await other.grant('servicea')) !== kid)
  })

  test('when the life of a key is over, exactly one of them makes the next, time after time', async () => {
    for (let round = 0; round < 3; round++) {
      const before = await ringOf(one)
      const tokens = await Promise.all([one.grant('servicea'), other.grant('servicea')])
      clock.advance({ seconds: LIFETIME - PUBLISH_AHEAD })
      const prepared = await agreeOn([one, other], 'prepared')
      expect(before.map(({ kid }) => kid)).not.toContain(prepared)
      clock.advance({ seconds: PUBLISH_AHEAD })
      expect(await agreeOn([one, other], 'active')).toBe(prepared)
      const added = (await ringOf(other)).filter(({ kid }) => !before.some((entry) => entry.kid === kid))
      expect(added, 'one key more, not two').toHaveLength(1)
      for (const token of tokens) expect(await one.isActive(token)).toBe(true)
    }
    const rings = (await dump()).filter(([key]) => key.includes('"rings"'))
    const named = rings.flatMap(([, text]) => JSON.parse(text.slice(text.indexOf('['))) as Ring)
    const sealed = (await dump()).filter(([key]) => key.includes('"keys"'))
    expect(sealed, 'whoever was too late has taken its key away').toHaveLength(
      named.filter(({ state }) => state !== 'revoked').length,
    )
  })

  test('what lies in Redis opens no door: every private key is sealed, and none lies in the folder either', async () => {
    const entries = await dump()
    const keys = await privateKeys()
    expect(keys.length).toBeGreaterThan(4)
    const needles = keys.flatMap(({ pem, d }) => [
      ...pem.split('\n').slice(1, -2),
      ...(['base64url', 'base64', 'hex', 'latin1'] as const).map((encoding) => d.toString(encoding)),
    ])
    const asItIs = entries.flat().join('\n')
    const unpacked = Buffer.concat(entries.map(([, value]) => Buffer.from(value, 'base64url'))).toString('latin1')
    for (const text of [asItIs, unpacked]) {
      expect(text).not.toContain(STORE_SECRET)
      expect(text).not.toMatch(/PRIVATE|privateKey|"d":/)
      expect(needles.filter((needle) => text.includes(needle))).toEqual([])
    }
    const files = await readdir(join(pair.keysFolder, 'jwt-factory'))
    expect(files.filter((name) => name.endsWith('.json'))).toEqual(['clients.json'])
  })

  test('without the secret, or with another, no factory starts on these keys', async () => {
    await expect(startWith('')).rejects.toThrow(/STORE_SECRET/)
    await expect(startWith('another secret, long enough')).rejects.toThrow(/STORE_SECRET/)
    expect((await one.keySet()).length).toBeGreaterThan(0)
  })
})

const startWith = (secret: string) =>
  openLoneFactory({ STORE: redis.url, STORE_SECRET: secret, FACTORY_URL: ISSUER }, { keysFolder: pair.keysFolder })

/** Everything that stands in Redis. */
async function dump(): Promise<[key: string, value: string][]> {
  const client = new Redis(redis.url)
  onTestFinished(() => client.disconnect())
  const keys = await client.keys('*')
  return Promise.all(keys.map(async (key): Promise<[string, string]> => [key, (await client.get(key)) ?? '']))
}

/** Every private key that the factories have, opened with their secret. */
async function privateKeys() {
  const store = await openRedisStore(redis.url, systemClock)
  onTestFinished(() => store.close())
  const vault = sealedVault(store, STORE_SECRET)
  const places = (await store.list('keys')).map(([place]) => place.split(' '))
  return Promise.all(
    places.map(async ([ringId = '', kid = '']) => {
      const key = (await vault.load(ringId, kid)) ?? expect.fail('no key')
      const pem = await exportPrivatePem(key)
      const { d = '' } = createPrivateKey(pem).export({ format: 'jwk' })
      return { pem, d: Buffer.from(String(d), 'base64url') }
    }),
  )
}
