import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { controlOf } from './support/controlled.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

// Which requests a fault is about, and who is told that something is set.

let sandbox: TestSandbox
const control = controlOf(() => sandbox)
beforeAll(async () => {
  sandbox = await openTestSandbox()
})
afterEach(() => control.reset())
afterAll(() => sandbox.close())

const traceId = (digit: string) => digit.repeat(32)
const traced = (id: string) => ({ traceparent: `00-${id}-${'e'.repeat(16)}-00` })
const play = (path: string, trace?: string) =>
  sandbox.plain('servicea', path, trace === undefined ? {} : { headers: traced(trace) })

test('two tests at once, each with faults of its own trace, do not see those of the other; and no third sees any', async () => {
  const [one, two] = [traceId('1'), traceId('2')]
  await control.fault('jwt-factory', { on: 'issueToken', trace: one, effect: { status: 500 } })
  await control.fault('jwt-factory', { on: 'verify', trace: two, effect: { reset: true } })
  await control.fault('serviceb', { on: 'scenario3-server', trace: two, effect: { limit: '7s' } })
  const rounds = Array.from({ length: 8 }, async () => {
    const paths = ['/scenario1', '/scenario3']
    const of = async (trace?: string) =>
      (await Promise.all(paths.map((path) => play(path, trace)))).map(({ status }) => status)
    expect(await Promise.all([of(one), of(two), of()])).toEqual([
      [502, 200],
      [503, 429],
      [200, 200],
    ])
  })
  await Promise.all(rounds)
  const { count, requests } = await control.requests('jwt-factory', `?trace=${one}`)
  expect(count).toBe(8)
  expect(new Set(requests.map(({ on, status }) => `${String(on)} ${String(status)}`))).toEqual(
    new Set(['issueToken 500']),
  )
})

test('from: the processes of the sandbox say who they are', async () => {
  await control.fault('jwt-factory', { on: 'discovery', from: 'serviceb', effect: { status: 500 } })
  expect((await play('/scenario7')).status).toBe(200) // A finds it
  expect((await play('/scenario8')).body).toMatchObject({ status: 502 }) // B does not
  const { requests } = await control.requests('jwt-factory', '?on=discovery')
  expect(new Set(requests.map(({ from, status }) => `${String(from)} ${String(status)}`))).toEqual(
    new Set(['servicea 200', 'serviceb 500']),
  )
})

test('one-shot, and after some: A tries once, and the next play is good', async () => {
  await control.fault('jwt-factory', { on: 'issueToken', times: 1, after: 1, effect: { status: 500 } })
  const statuses = []
  for (const _ of [1, 2, 3]) statuses.push((await play('/scenario1')).status)
  expect(statuses).toEqual([200, 502, 200])
  const { body } = await control.ask('jwt-factory', 'GET', '/faults')
  expect(body.faults).toMatchObject([{ id: expect.any(String), on: 'issueToken', seen: 2, applied: 1 }])
})

test('the trace of a play tells what a process was told to do, and by which clock it goes', async () => {
  await control.fault('jwt-factory', { on: 'verify', effect: { status: 500 } })
  await control.ask('serviceb', 'PUT', '/clock', { skew: '1m' })
  const { body } = await play('/scenario1?trace=1')
  const told = body.trace.map(({ sentence }: { sentence: string }) => sentence)
  expect(told).toContainEqual(expect.stringMatching(/^jwt-factory was told to answer 500/))
  expect(told).toContainEqual(expect.stringMatching(/^Service B goes by a clock that was moved: .*1 min ahead/))
  expect(told.filter((sentence: string) => sentence.includes('clock'))).toHaveLength(1)
})

test('the index and the health of a process say what is set there, and nothing while nothing is', async () => {
  for (const process of ['jwt-factory', 'serviceb'] as const) {
    const say = async () =>
      Promise.all(['/', '/healthz'].map(async (path) => (await sandbox.plain(process, path)).body.control))
    expect(await say()).toEqual([undefined, undefined])
    await control.ask(process, 'PUT', '/clock', { freeze: true })
    await control.fault(process, { on: '*', effect: { status: 500 } })
    const set = [expect.stringContaining('it is frozen'), expect.stringContaining('every route is to answer 500')]
    expect(await say()).toEqual([set, set])
    await control.reset()
    expect(await say()).toEqual([undefined, undefined])
  }
})

test('/control, /healthz, the index, traces and what is not there are met by no fault, and not captured', async () => {
  await control.fault('jwt-factory', { on: '*', effect: { reset: true } })
  for (const path of ['/', '/healthz', '/control', '/control/faults', '/control/requests', `/traces/${traceId('3')}`])
    expect((await sandbox.plain('jwt-factory', path)).status, path).toBe(200)
  for (const [method, path, status] of [
    ['GET', '/nothing-here', 404],
    ['PATCH', '/jwks', 405],
    ['OPTIONS', '/jwks', 204],
  ] as const)
    expect((await sandbox.plain('jwt-factory', path, { method })).status, method).toBe(status)
  expect(await control.requests('jwt-factory')).toEqual({ count: 0, requests: [] })
})

test.each<[object, RegExp]>([
  [
    { on: 'tokens', effect: { status: 500 } },
    /There is no route "tokens" here. Did you mean "token"\? There are: jwks, token, .*tls, \*/,
  ],
  [{ on: 'tls', effect: { status: 500 } }, /A fault of the certificate is one of tls, and tls has no others/],
  [{ on: '*', effect: { certificate: 'expired' } }, /A fault of the certificate is one of tls/],
  [{ on: 'tls', from: 'serviceb', effect: { certificate: 'expired' } }, /Nobody has said who asks/],
  [{ on: 'token', effect: { keys: 'stale' } }, /changes the answers of jwks alone/],
  [{ preset: 'outage' }, /preset: /],
  [{ preset: 'flaky', times: 3 }, /times/],
  [[], /The input does not fit/],
])('%j is refused, and nothing is set', async (rule, detail) => {
  const { status, body } = await control.ask('jwt-factory', 'POST', '/faults', rule)
  expect(status).toBe(400)
  expect(body.detail).toMatch(detail)
  expect((await control.ask('jwt-factory', 'GET', '')).body.set).toEqual([])
})

test('what a service does not publish it cannot publish wrongly', async () => {
  const { status, body } = await control.ask('serviceb', 'POST', '/faults', { on: '*', effect: { keys: 'stale' } })
  expect([status, body.type]).toEqual([409, 'urn:jwt-sandbox:problem:conflict'])
})

test('a fault that is not there cannot be taken back', async () => {
  expect(await control.ask('serviceb', 'DELETE', '/faults/f999')).toMatchObject({ status: 404 })
})
