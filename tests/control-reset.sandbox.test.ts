import { readFile, rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { pinnedFile } from '#core/files/service-folder'
import { controlOf } from './support/controlled.ts'
import { certifiedFolder } from './support/folders.ts'
import { kidOf } from './support/grants.ts'
import { openLoneFactory, type LoneFactory } from './support/lone-factory.ts'
import { ask } from './support/play-all.ts'
import { openTestSandbox } from './support/sandbox.ts'
import { openAssertions, spend } from './support/two-factories.ts'

// What was made on a clock that was moved is gone after a reset, and what was there before is back.

describe.each(['sqlite', 'memory'])('STORE=%s', (STORE) => {
  let factory: LoneFactory
  beforeAll(async () => {
    factory = await openLoneFactory({ STORE })
  })
  afterAll(() => factory.close())

  const send = (method: string, path: string, body?: object) =>
    ask(factory.port, path, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
  const clock = (change: object) => send('PUT', '/control/clock', change)
  const reset = async () => expect((await send('POST', '/control/reset'))?.body.set).toEqual([])

  const clockBack = async () => expect((await clock({ machine: true }))?.body.set).toEqual([])

  test.each([
    ['a reset', reset],
    ['the clock alone', clockBack],
  ])('after %s keys that were made are gone, and those that were taken out are back', async (_what, goBack) => {
    const kept = await factory.rotate()
    const keys = await factory.keySet()
    await clock({ advance: '10m' })
    const made = await factory.rotate()
    await factory.revokeKey(kept)
    await send('GET', '/keys/made-later')
    const madeLater = await factory.rotate('/issuers/made-later')
    expect((await factory.keySet()).map(({ kid }) => kid)).toContain(made)
    await goBack()
    expect(await factory.keySet()).toEqual(keys)
    expect(kidOf(await factory.grant('servicea'))).toBe(kept)
    expect((await send('GET', '/utils/keys'))?.body).not.toContain('made-later')
    expect((await factory.keySet('/issuers/made-later')).map(({ kid }) => kid)).not.toContain(madeLater)
  })

  test('a ring and an issuer that were removed are back with their keys', async () => {
    await send('GET', '/keys/removed')
    await factory.rotate('/issuers/removed')
    const paths = ['/keys/removed', '/issuers/removed']
    const before = await Promise.all(paths.map((path) => factory.keySet(path)))
    await clock({ skew: '1h' })
    await send('DELETE', '/utils/keys/removed')
    await send('DELETE', '/issuers/removed')
    await send('GET', '/keys/removed') // makes another one
    const meanwhile = await Promise.all(paths.map((path) => factory.keySet(path)))
    expect(meanwhile.flat().filter(({ kid }) => before.flat().some((key) => key.kid === kid))).toEqual([])
    await reset()
    expect(await Promise.all(paths.map((path) => factory.keySet(path)))).toEqual(before)
  })

  test('revocations that were made are taken back; those of before stay', async () => {
    const [one, two] = [await factory.grant('servicea'), await factory.grant('servicea')]
    const revoke = (token: string) => factory.send('servicea', '/revoke', { token })
    await revoke(one)
    await clock({ advance: '1m' })
    expect(await factory.isActive(one)).toBe(false)
    await revoke(two)
    expect(await factory.isActive(two)).toBe(false)
    await reset()
    expect(await factory.isActive(one)).toBe(false)
    expect(await factory.isActive(two)).toBe(true)
  })

  test('a revocation whose time seems to be over is one again after the reset', async () => {
    const token = await factory.grant('servicea')
    await factory.send('servicea', '/revoke', { token })
    await clock({ advance: '1y' })
    for (let at = 0; at < 140; at++)
      await factory.send('servicea', '/revoke', { token: await factory.grant('servicea') })
    await reset()
    expect(await factory.isActive(token)).toBe(false)
  })

  test('an assertion is used once on each of both clocks; what was used before stays used up', async () => {
    const makeOne = await openAssertions(factory.keysFolder, systemClock, factory.urlOf(''))
    const [one, two] = [await makeOne(), await makeOne()]
    const use = async (assertion: string) => {
      const { status, text } = (await spend(factory, assertion)) ?? {}
      return status === 200 ? 'accepted' : text?.includes('may be used once and was used before') ? 'replayed' : text
    }
    expect(await use(one)).toBe('accepted')
    await clock({ advance: '10s' })
    expect([await use(one), await use(two), await use(two)]).toEqual(['replayed', 'accepted', 'replayed'])
    await reset()
    expect([await use(one), await use(two), await use(two)]).toEqual(['replayed', 'accepted', 'replayed'])
  })

  test('a captured request and a fault are gone; a second reset changes nothing', async () => {
    await send('POST', '/control/faults', { on: 'jwks', effect: { status: 500 } })
    await send('GET', '/jwks')
    await reset()
    await reset()
    expect((await send('GET', '/control/requests'))?.body).toEqual({ count: 0, requests: [] })
    expect((await send('GET', '/jwks'))?.status).toBe(200)
  })
})

test('a factory that ends while its clock is moved starts again by the clock of the machine, and warns of no date', async () => {
  const keysFolder = await certifiedFolder()
  onTestFinished(() => rm(keysFolder, { recursive: true, force: true }))
  const first = await openLoneFactory({}, { keysFolder })
  try {
    await ask(first.port, '/control/clock', {
      method: 'PUT',
      body: '{"advance":"1y"}',
      headers: { 'content-type': 'application/json' },
    })
    for (let at = 0; at < 3; at++) await first.send('servicea', '/revoke', { token: await first.grant('servicea') })
  } finally {
    await first.close()
  }
  const again = await openLoneFactory({}, { keysFolder })
  expect(again.logs.filter((line) => /store-date|key-file|lost/.test(line))).toEqual([])
  expect(await again.isActive(await again.grant('servicea'))).toBe(true)
  await again.close()
})

test('services that end while their clocks are moved publish what they did before, and miss no key at the next start', async () => {
  const keysFolder = await certifiedFolder()
  onTestFinished(() => rm(keysFolder, { recursive: true, force: true }))
  const published = () => readFile(pinnedFile(keysFolder, 'servicea'), 'utf8')
  const first = await openTestSandbox({ keysFolder })
  const before = await published()
  await controlOf(() => first).clocks({ advance: '1h' })
  await first.plain('servicea', '/gen-keys', { method: 'POST' })
  expect(await published()).not.toBe(before) // where else would the others find it?
  await first.close()
  expect(await published()).toBe(before)
  const again = await openTestSandbox({ keysFolder })
  onTestFinished(() => again.close())
  expect(again.logs.filter((line) => line.includes('key-file'))).toEqual([])
})
