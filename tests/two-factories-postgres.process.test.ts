import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LoneFactory } from './support/lone-factory.ts'
import { expectRenewedOnce } from './support/people-at-factory.ts'
import { startPostgres, withPostgres, type PostgresServer } from './support/postgres.ts'
import { openTwoFactories, spend, type TwoFactories } from './support/two-factories.ts'
import { until } from './support/until.ts'

let postgres: PostgresServer
let pair: TwoFactories
let one: LoneFactory
let other: LoneFactory

withPostgres.describe('two factories with PostgreSQL', () => {
  beforeAll(async () => {
    postgres = await startPostgres()
    pair = await openTwoFactories(postgres.url)
    ;({ one, other } = pair)
  })
  afterAll(async () => {
    await pair.close()
    await postgres.stop()
  })

  test('both started at once publish the same keys, and what one has revoked is inactive at the other', async () => {
    const set = await one.allKeys()
    expect(set).toHaveLength(4)
    expect(await other.allKeys()).toEqual(set)
    const token = await one.grant('servicea')
    expect(await other.isActive(token)).toBe(true)
    expect((await one.send('servicea', '/revoke', { token }))?.status).toBe(200)
    expect([await one.isActive(token), await other.isActive(token)]).toEqual([false, false])
  })

  test('people who log in at one renew at the other, once', async () => {
    await expectRenewedOnce(one, other)
  })

  test('of many who spend one assertion at both at once, exactly one is believed', async () => {
    const assertion = await pair.assertion()
    const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => spend(at % 2 ? one : other, assertion)))
    expect(answers.filter((answer) => answer?.status === 200)).toHaveLength(1)
    expect(answers.filter((answer) => answer?.status === 401)).toHaveLength(19)
  })

  test('a crash of PostgreSQL forgets nothing that was acknowledged, and nobody is let in while it is away', async () => {
    const [token, assertion] = [await one.grant('servicea'), await pair.assertion()]
    expect((await spend(one, assertion))?.status).toBe(200)
    await one.send('servicea', '/revoke', { token })
    await postgres.crash()
    expect((await spend(other, assertion))?.status).toBe(503)
    await postgres.restart()
    await until('it is back', async () => (await spend(other, assertion))?.status !== 503)
    expect(await spend(other, assertion)).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    expect(await other.isActive(token)).toBe(false)
  })
})
