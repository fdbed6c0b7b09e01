import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { CONTROLLED_NAMES } from '#core/config/processes'
import { refusalOf } from './support/refusal.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox()
})
afterAll(() => sandbox.close())
afterEach(() => sandbox.reset())

const play = async () => (await sandbox.get('servicea', '/scenario5')).body

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
    const setIn = () => CONTROLLED_NAMES.map((name) => sandbox.status()[name].faults.length)
    expect(setIn()).toEqual([1, 1, 2, 2, 1])
    const [first] = sandbox.status().serviceb.faults
    expect(first?.id).toBe(everywhere.id)
    everywhere.remove()
    expect(setIn()).toEqual([0, 0, 1, 1, 0])
    here.remove()
    here.remove()
    expect(setIn()).toEqual([0, 0, 0, 0, 0])
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
    for (const name of CONTROLLED_NAMES) expect(sandbox.status()[name].faults).toEqual([])
  })

  test('of key sets and metadata goes by * to the process that has them', async () => {
    for (const effect of [{ keys: 'dropped' }, { issuer: 'https://other' }] as const) {
      await sandbox.fault('*', effect)
      expect(CONTROLLED_NAMES.map((name) => sandbox.status()[name].faults.length)).toEqual([1, 0, 0, 0, 0])
      await sandbox.reset()
    }
    expect((await refusalOf(() => sandbox.fault('*', { keys: 'dropped' }, { only: 'serviceb' }))).type).toBe('conflict')
  })

  test('for a process that is named twice is set once', async () => {
    await sandbox.fault('hello', { reset: true }, { only: ['servicec', 'servicec'] })
    expect(sandbox.status().servicec.faults).toHaveLength(1)
  })

  test('that one process cannot have is one of none', async () => {
    for (let count = 0; count < 200; count++) await sandbox.fault('hello', { status: 500 }, { only: 'servicec' })
    const { type, detail } = await refusalOf(() => sandbox.fault('*', { reset: true }))
    expect({ type, detail }).toEqual({ type: 'control-full', detail: expect.stringContaining('take some back') })
    expect(CONTROLLED_NAMES.map((name) => sandbox.status()[name].faults.length)).toEqual([0, 0, 0, 200, 0])
  })

  test.each([
    [() => sandbox.fault('jwkz', { reset: true }), 'There is no route "jwkz" here. Did you mean "jwks"? There are:'],
    [() => sandbox.fault('hello', { status: 99 }), 'effect.status'],
    [() => sandbox.fault('tls', { status: 500 }), 'A fault of the certificate is one of tls'],
    [() => sandbox.fault('jwks', {}, { only: 'serviceb' }), 'There is no route "jwks" here.'],
    [
      () => sandbox.fault('hello', { reset: true }, { only: 'servicez' as 'servicec' }),
      'There is no process "servicez".',
    ],
    [async () => sandbox.requests({ process: 'x' as 'servicec' }), 'There is no process "x". There are: jwt-factory'],
    [() => sandbox.fault('hello', { status: 503, body: { n: NaN } }), 'has no form in JSON'],
    [() => sandbox.mint({ claims: { exp: Infinity } }), 'has no form in JSON'],
    [() => sandbox.preset('flakey' as 'flaky'), 'preset: "flakey" is not one of them: did you mean "flaky"?'],
  ])('that does not fit is refused, and nobody has it: %s', async (act, words) => {
    const { type, detail } = await refusalOf(act)
    expect({ type, detail }).toEqual({ type: 'invalid-input', detail: expect.stringContaining(words) })
    for (const name of CONTROLLED_NAMES) expect(sandbox.status()[name].faults).toEqual([])
  })
})
