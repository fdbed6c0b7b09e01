import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { STARTED_NAMES } from '#core/config/processes'
import { decodeUnverified } from '#core/token/decode-unverified'
import { refusalOf } from './support/refusal.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox()
})
afterAll(() => sandbox.close())
afterEach(() => sandbox.reset())

const clocks = () => STARTED_NAMES.map((name) => sandbox.status()[name].clock)
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

describe('a fault', () => {
  test('is met so often, and counts', async () => {
    await sandbox.fault('jwks', { status: 500 }, { times: 1 })
    const statuses = []
    for (let call = 0; call < 2; call++) statuses.push((await sandbox.get('jwt-factory', '/jwks')).status)
    expect(statuses).toEqual([500, 200])
    expect(sandbox.status()['jwt-factory'].faults).toMatchObject([{ on: 'jwks', seen: 1, applied: 1 }])
    expect(sandbox.status().serviceb.faults).toEqual([])
  })

  test('is one for a caller, or one for a trace', async () => {
    await sandbox.fault('jwks', { status: 500 }, { from: 'serviceb' })
    await sandbox.fault('jwks', { status: 503 }, { trace: 'abcdef0123456789abcdef0123456789' })
    expect((await sandbox.get('jwt-factory', '/jwks')).status).toBe(200)
    const headers = { traceparent: '00-abcdef0123456789abcdef0123456789-00f067aa0ba902b7-00' }
    expect((await sandbox.get('jwt-factory', '/jwks', { headers })).status).toBe(503)
    expect((await sandbox.get('jwt-factory', '/jwks', { headers: { 'user-agent': 'serviceb' } })).status).toBe(500)
  })

  test('of every route is one of every process, or of those that are named; its handle takes it back', async () => {
    const everywhere = await sandbox.fault('*', { delay: { milliseconds: 1 } })
    const here = await sandbox.fault('*', { status: 503 }, { only: ['serviceb', 'servicec'] })
    const setIn = () => STARTED_NAMES.map((name) => sandbox.status()[name].faults.length)
    expect(setIn()).toEqual([1, 1, 2, 2])
    const [first] = sandbox.status().serviceb.faults
    expect(first?.id).toBe(everywhere.id)
    everywhere.remove()
    expect(setIn()).toEqual([0, 0, 1, 1])
    here.remove()
    here.remove()
    expect(setIn()).toEqual([0, 0, 0, 0])
  })

  test('of a preset is one of the factory', async () => {
    const outage = await sandbox.preset('provider-outage')
    await expect(sandbox.get('jwt-factory', '/jwks')).rejects.toThrow()
    outage.remove()
    expect((await play()).valid).toBe(true)
  })

  test('is gone after a reset that was asked for when it was', async () => {
    const certificate = sandbox.fault('tls', { certificate: 'other-authority' }) // it takes a while to make
    await Promise.all([sandbox.fault('*', { status: 503 }), sandbox.reset()])
    expect((await refusalOf(() => certificate)).type).toBe('conflict')
    for (const name of STARTED_NAMES) expect(sandbox.status()[name].faults).toEqual([])
  })

  test('that one process cannot have is one of none', async () => {
    for (let count = 0; count < 200; count++) await sandbox.fault('hello', { status: 500 }, { only: 'servicec' })
    const { type, detail } = await refusalOf(() => sandbox.fault('*', { reset: true }))
    expect({ type, detail }).toEqual({ type: 'control-full', detail: expect.stringContaining('take some back') })
    expect(STARTED_NAMES.map((name) => sandbox.status()[name].faults.length)).toEqual([0, 0, 0, 200])
  })

  test.each([
    [() => sandbox.fault('jwkz', { reset: true }), 'There is no route "jwkz" here. Did you mean "jwks"? There are:'],
    [() => sandbox.fault('hello', { status: 99 }), 'effect.status'],
    [() => sandbox.fault('tls', { status: 500 }), 'A fault of the certificate is one of tls'],
    [() => sandbox.fault('jwks', {}, { only: 'serviceb' }), 'There is no route "jwks" here.'],
    [() => sandbox.preset('flakey' as 'flaky'), 'preset: "flakey" is not one of them: did you mean "flaky"?'],
  ])('that does not fit is refused, and nobody has it: %s', async (act, words) => {
    const { type, detail } = await refusalOf(act)
    expect({ type, detail }).toEqual({ type: 'invalid-input', detail: expect.stringContaining(words) })
    for (const name of STARTED_NAMES) expect(sandbox.status()[name].faults).toEqual([])
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
    expect(await refusalOf(act)).toMatchObject({ type: 'not-found', detail: expect.stringContaining('CONTROL=off') })
  }
  await off.close()
})
