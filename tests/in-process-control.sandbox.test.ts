import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { CONTROLLED_NAMES } from '#core/config/processes'
import { decodeUnverified } from '#core/token/decode-unverified'
import { refusalOf } from './support/refusal.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox()
})
afterAll(() => sandbox.close())
afterEach(() => sandbox.reset())

const clocks = () => CONTROLLED_NAMES.map((name) => sandbox.status()[name].clock)
const play = async () => (await sandbox.get('servicea', '/scenario5')).body

describe('the clock', () => {
  test.each([[{ minutes: 10 }], ['10m'], ['PT10M'], [600]])('advances by %j, in every process', async (by) => {
    await sandbox.clock.advance(by)
    for (const { aheadMs } of clocks()) expect(aheadMs).toBe(600_000)
  })

  test('is set to a date, and all processes agree to the millisecond', async () => {
    await sandbox.clock.freeze()
    await sandbox.clock.set(new Date('2030-01-01T00:00:00Z'))
    expect(new Set(clocks().map(({ now }) => now))).toEqual(new Set(['2030-01-01T00:00:00.000Z']))
    await sandbox.clock.go()
    expect(new Set(clocks().map(({ aheadMs, speed }) => `${aheadMs} ${speed}`)).size).toBe(1)
  })

  test('runs at another speed, and is wrong by a skew', async () => {
    await sandbox.clock.speed(60)
    await sandbox.clock.skew({ seconds: -30 })
    for (const { speed, skewMs } of clocks()) expect({ speed, skewMs }).toEqual({ speed: 60, skewMs: -30_000 })
  })

  test('decides what has expired', async () => {
    const headers = { authorization: `Bearer ${await sandbox.mint({ signedBy: { ring: 'servicea' } })}` }
    const answer = async () => (await sandbox.get('serviceb', '/scenario5-server', { headers })).body
    expect(await answer()).toMatchObject({ valid: true })
    await sandbox.clock.advance({ hours: 2 })
    expect(await answer()).toMatchObject({ valid: false, reason: 'expired' })
  })

  test.each([
    [() => sandbox.clock.advance('-10m'), 'goes forward only'],
    [() => sandbox.clock.advance('soon'), 'advance: "soon" is no duration: write 90 (seconds)'],
    [() => sandbox.clock.advance({ fortnights: 1 } as object), '"fortnights" is not known here'],
    [() => sandbox.clock.set(new Date('never')), 'set: "Invalid Date" is no time from 1970 to 9999'],
    [() => sandbox.clock.speed(0), 'speed: 0 is too small: at least 0.001'],
  ])('refuses what does not fit, and moves nobody: %s', async (act, words) => {
    const { type, detail } = await refusalOf(act)
    expect({ type, detail }).toEqual({ type: 'invalid-input', detail: expect.stringContaining(words) })
    for (const { moved } of clocks()) expect(moved).toBe(false)
  })
})

describe('requests', () => {
  test('are those of all processes, in order, by route, caller, trace and process', async () => {
    const before = await play()
    expect(before.valid).toBe(true)
    const { requests } = sandbox.requests()
    expect(requests.map(({ process, on }) => `${process} ${on}`)).toEqual(
      expect.arrayContaining(['servicea scenario5', 'serviceb scenario5-server']),
    )
    expect(requests.map(({ at }) => at)).toEqual(requests.map(({ at }) => at).toSorted())
    expect(sandbox.requests('scenario5-server')).toMatchObject({ count: 1, requests: [{ from: 'servicea' }] })
    expect(sandbox.requests({ from: 'nobody' })).toEqual({ count: 0, requests: [] })
    expect(sandbox.requests({ process: 'servicec' }).count).toBe(0)
    expect(sandbox.requests({ trace: requests[0]?.traceId ?? '' }).count).toBeGreaterThan(1)
    expect(sandbox.requests('*')).toEqual(sandbox.requests())
    sandbox.clearRequests()
    expect(sandbox.requests().count).toBe(0)
  })

  test.each([
    [() => sandbox.requests('jwkz'), 'There is no route "jwkz" here. Did you mean "jwks"? There are:'],
    [() => sandbox.requests({ on: 'jwks', process: 'serviceb' }), 'There is no route "jwks" here.'],
    [() => sandbox.requests('tls'), 'There is no route "tls" here.'],
    [() => sandbox.requests({ trace: 'abc' }), 'The parameter "trace" cannot be "abc"'],
  ])('of what is not there are refused: %s', async (act, words) => {
    const { type, detail } = await refusalOf(act)
    expect({ type, detail }).toEqual({ type: 'invalid-input', detail: expect.stringContaining(words) })
  })
})

test('any token is made, and refused for what is odd about it', async () => {
  const token = await sandbox.mint({ claims: { aud: 'serviceb', colour: 'red' }, without: ['exp'] })
  const { claims } = decodeUnverified(token) ?? {}
  expect(claims).toMatchObject({ aud: 'serviceb', colour: 'red' })
  expect(claims).not.toHaveProperty('exp')
  const detail = (await refusalOf(() => sandbox.mint({ lifetime: 'soon' }))).detail
  expect(detail).toContain('is no duration')
})

test('clients change, and are as before after a reset', async () => {
  const ask = async () =>
    (
      await sandbox.post('jwt-factory', '/token', {
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'grant_type=client_credentials&client_id=newcomer&client_secret=0123456789abcdef&audience=serviceb',
      })
    ).status
  expect(await ask()).toBe(401)
  await sandbox.putClient('newcomer', { secret: '0123456789abcdef', audiences: ['serviceb'], scopes: [] })
  expect(sandbox.status()['jwt-factory'].set).toEqual(['registered clients were changed: newcomer'])
  expect(await ask()).toBe(200)
  await sandbox.removeClient('newcomer')
  expect(await ask()).toBe(401)
  expect((await refusalOf(() => sandbox.removeClient('newcomer'))).type).toBe('not-found')
  expect((await refusalOf(() => sandbox.putClient('newcomer', { secrets: 1 }))).type).toBe('invalid-input')
  await sandbox.reset()
  expect(sandbox.status()['jwt-factory'].set).toEqual([])
})

test('whoever turned the control plane off cannot use it by call either', async () => {
  const off = await openTestSandbox({ env: { CONTROL: 'off' } })
  for (const act of [() => off.clock.freeze(), () => off.fault('jwks', { reset: true }), () => off.status()]) {
    expect(await refusalOf(act)).toMatchObject({
      type: 'not-found',
      detail: expect.stringContaining('CONTROL is off in the settings'),
    })
  }
  await off.close()
})
