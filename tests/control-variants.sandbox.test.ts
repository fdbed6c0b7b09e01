import { request } from 'undici'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { controlOf } from './support/controlled.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'
import { until } from './support/until.ts'

// Plays that bring their own trouble along, and those that go on beside them.

let sandbox: TestSandbox
const control = controlOf(() => sandbox)
beforeAll(async () => {
  sandbox = await openTestSandbox()
})
afterAll(() => sandbox.close())

const play = (path: string) => sandbox.plain('servicea', path)

const DOWN = { status: 502, type: 'urn:jwt-sandbox:problem:peer-unreachable', peer: 'jwt-factory' }
const UNDECIDED = { status: 503, type: 'urn:jwt-sandbox:problem:cannot-decide', peer: 'jwt-factory' }

const TROUBLES: [path: string, answer: object][] = [
  ['/scenario1?factory-down=1', DOWN],
  ['/scenario5?keys-down=1', UNDECIDED],
  ['/scenario6?keys-down=1', UNDECIDED],
  ['/scenario5?slow-keys=1', { status: 200, valid: true }],
  ['/scenario6?slow-keys=1', { status: 200, before: { valid: true }, late: { valid: true } }],
]

/** Plays good cases until it is told to stop. @returns how many there were; each was good */
function playGoodOnes() {
  const state = { isOver: false }
  const one = async (path: string) => {
    let count = 0
    for (; !state.isOver; count++)
      expect(await play(path), `${path} beside it`).toMatchObject({ status: 200, body: { valid: true } })
    return count
  }
  const all = Promise.all(['/scenario1', '/scenario5', '/scenario7'].map(one))
  return () => ((state.isOver = true), all)
}

test('plays with each trouble run beside many good ones, which notice nothing', async () => {
  await play('/scenario5') // B has its keys
  const stop = playGoodOnes()
  const troubled = TROUBLES.flatMap((each) => [each, each])
  await Promise.all(
    troubled.map(async ([path, answer]) => {
      const { status, body } = await play(path)
      expect({ status, ...body }, path).toMatchObject(answer)
    }),
  )
  const counts = await stop()
  for (const count of counts) expect(count).toBeGreaterThan(1)
  expect((await control.ask('jwt-factory', 'GET', '')).body.set).toEqual([])
})

test('slow keys: the trace says who was told to wait, and tookMs how long it took', async () => {
  const { body } = await play('/scenario5?slow-keys=1&trace=1')
  const told = body.trace.find(({ verb }: { verb: string }) => verb === 'is-told')
  expect(told.sentence).toBe('jwt-factory was told to wait 1 s 500 ms.')
  const longest = Math.max(...body.trace.map(({ tookMs = 0 }: { tookMs?: number }) => tookMs))
  expect(longest).toBeGreaterThan(1400)
})

/** How often B has asked for keys. */
const fetches = async () => (await control.requests('jwt-factory', '?on=jwks&from=serviceb')).count

test('B starts such a play without keys, and what it has otherwise is as before', async () => {
  await play('/scenario5')
  const before = await fetches()
  await play('/scenario5')
  expect(await fetches()).toBe(before)
  await play('/scenario5?keys-down=1')
  expect(await fetches()).toBe(before + 1)
  await play('/scenario5')
  expect(await fetches()).toBe(before + 1)
})

test('a client that goes away leaves no trouble behind', async () => {
  const leaving = new AbortController()
  const { port } = sandbox.processes.servicea
  const gone = request(`http://127.0.0.1:${port}/scenario5?slow-keys=1`, { signal: leaving.signal }).catch(() => 'gone')
  await until('the fault', async () => {
    const { requests } = await control.requests('jwt-factory', '?on=jwks')
    return requests.some(({ fault, status }) => fault === 'slow-keys' && status === undefined)
  })
  leaving.abort()
  expect(await gone).toBe('gone')
  expect((await play('/scenario5')).body).toMatchObject({ valid: true })
  for (const name of ['jwt-factory', 'servicea', 'serviceb'] as const)
    expect((await control.ask(name, 'GET', '')).body.set).toEqual([])
})

const withTrouble = (tracestate: string) => ({ headers: { tracestate } })

describe('a trouble that a header names', () => {
  test('goes with the play, as the variant does', async () => {
    const { status } = await sandbox.plain(
      'servicea',
      '/scenario1',
      withTrouble('other=1,jwt-sandbox=tokens+factory-down'),
    )
    expect(status).toBe(502)
  })

  test('is of the factory alone: a service that is asked answers', async () => {
    expect((await sandbox.plain('serviceb', '/hello', withTrouble('jwt-sandbox=factory-down'))).text).toBe('hello')
    expect((await sandbox.plain('servicea', '/scenario3', withTrouble('jwt-sandbox=factory-down'))).body.valid).toBe(
      true,
    )
  })

  test.each([
    'jwt-sandbox=',
    'jwt-sandbox=on-fire',
    'jwt-sandbox=__proto__',
    'jwt-sandbox',
    'factory-down',
    'x=factory-down',
  ])('%s is none', async (tracestate) => {
    expect((await sandbox.plain('servicea', '/scenario1', withTrouble(tracestate))).status).toBe(200)
  })
})

test('where the control plane is off, nothing can be made to go wrong: 409 says so', async () => {
  const off = await openTestSandbox({ env: { CONTROL: 'off' } })
  try {
    for (const [path] of TROUBLES) {
      const { status, body } = await off.plain('servicea', path)
      expect([status, body.type]).toEqual([409, 'urn:jwt-sandbox:problem:conflict'])
      expect(body.detail).toContain('CONTROL=off')
    }
    expect((await off.plain('servicea', '/scenario5')).body.valid).toBe(true)
    // Nor is a token made by its name: a service that signs for itself needs nobody for that.
    for (const path of ['/scenario1?token=exp-30s-ago', '/scenario5?token=valid']) {
      const { status, body } = await off.plain('servicea', path)
      expect([status, body.type]).toEqual([409, 'urn:jwt-sandbox:problem:conflict'])
      expect(body.detail).toMatch(/control plane of the factory.*CONTROL=off.*scenarios 3 and 4/)
    }
    expect((await off.plain('servicea', '/scenario3?token=exp-30s-ago')).body.valid).toBe(false)
    expect((await off.plain('servicea', '/scenario3?token=valid')).body.valid).toBe(true)
  } finally {
    await off.close()
  }
})
