import { expect, onTestFinished, test } from 'vitest'
import { CONTROLLED_NAMES, rowOf } from '#core/config/processes'
import { openLoneFactory } from './support/lone-factory.ts'
import { ask, untilHealthy } from './support/play-all.ts'
import { freePortSettings } from './support/ports.ts'
import { startNode, testKeysFolder } from './support/processes.ts'
import { startRedis, withRedis } from './support/redis.ts'
import { expectAllRight } from './support/right-plays.ts'
import { STORE_SECRET } from './support/two-factories.ts'

const json = (method: string, body: object) => ({
  method,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
})

test('processes that are killed while their clocks are moved start again, and everything plays', async () => {
  const { env, ports } = await freePortSettings()
  const settings = { ...env, KEYS_FOLDER: await testKeysFolder() }
  const portOf = (name: (typeof CONTROLLED_NAMES)[number]) => ports[`${rowOf(name).prefix}_PORT`]
  const startAll = async () => {
    const processes = CONTROLLED_NAMES.map((name) => startNode(name, settings))
    await Promise.all(CONTROLLED_NAMES.map((name) => untilHealthy(portOf(name))))
    return processes
  }
  const play = async (path: string) => (await ask(portOf('servicea'), path))?.body

  for (const change of [{ advance: '1y' }, { skew: '-1y' }]) {
    const processes = await startAll()
    await expectAllRight(play)
    const moved = []
    for (const name of CONTROLLED_NAMES) moved.push(await ask(portOf(name), '/control/clock', json('PUT', change)))
    const [first] = moved
    for (const answer of moved)
      expect(answer).toMatchObject({ status: 200, body: { clock: { aheadMs: first?.body.clock.aheadMs } } })
    await ask(portOf('servicea'), '/gen-keys', { method: 'POST' })
    await expectAllRight(play) // with keys that are nowhere but in memory
    for (const each of processes) each.kill('SIGKILL')
    await Promise.all(processes.map((each) => each.ended()))
  }
  const last = await startAll()
  await expectAllRight(play)
  expect((await ask(portOf('jwt-factory'), '/control'))?.body.set).toEqual([])
  expect(last[0]?.output()).not.toContain('store-date')
})

withRedis.test('with a Redis the clock stays that of the machine: 409 says why, and all else can be told', async () => {
  const redis = await startRedis()
  onTestFinished(() => redis.stop())
  const factory = await openLoneFactory({ STORE: redis.url, STORE_SECRET })
  onTestFinished(() => factory.close())
  for (const change of [{ advance: '1d' }, { set: '2030-01-01' }, { freeze: true }, { speed: 2 }, { skew: '1m' }]) {
    const answer = await ask(factory.port, '/control/clock', json('PUT', change))
    expect(answer?.body).toMatchObject({ status: 409, type: 'urn:jwt-sandbox:problem:conflict' })
    expect(answer?.body.detail).toContain('Use STORE=sqlite or memory')
  }
  expect((await ask(factory.port, '/control/clock', json('PUT', { leap: 1 })))?.status).toBe(400)
  const rule = { on: 'jwks', times: 1, effect: { status: 500 } }
  expect((await ask(factory.port, '/control/faults', json('POST', rule)))?.status).toBe(201)
  expect((await ask(factory.port, '/jwks'))?.status).toBe(500)
  expect((await ask(factory.port, '/control/reset', { method: 'POST' }))?.body.set).toEqual([])
  expect(await factory.isActive(await factory.grant('servicea'))).toBe(true)
})
