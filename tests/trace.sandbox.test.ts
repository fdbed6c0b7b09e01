import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Step } from '#core/trace/step'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox()
})
afterAll(() => sandbox.close())

async function stepsOf(path: string, from: TestSandbox = sandbox): Promise<Step[]> {
  const { body } = await from.plain('servicea', path)
  return body.trace
}
const shortly = (steps: Step[]) => steps.map(({ who, verb, to }) => [who, verb, to].filter(Boolean).join(' '))

const ASKED = ['serviceb asks jwt-factory', 'jwt-factory checks', 'jwt-factory believes', 'serviceb believes']

describe('scenario 1', () => {
  test('tells what every process did, each answer behind its question', async () => {
    expect(shortly(await stepsOf('/scenario1?trace=1'))).toEqual([
      'servicea plays',
      'servicea asks jwt-factory',
      'jwt-factory signs',
      'servicea sends serviceb',
      ...ASKED,
      'servicea answers',
    ])
  })

  test('tells a refusal as far as it went', async () => {
    const steps = await stepsOf('/scenario1?trace=1&expired=1')
    expect(shortly(steps).slice(4)).toEqual([
      'serviceb asks jwt-factory',
      'jwt-factory checks',
      'jwt-factory refuses',
      'serviceb refuses',
      'servicea answers',
    ])
    expect(steps.find(({ verb }) => verb === 'asks')?.sentence).toContain('expired')
    expect(steps.find(({ verb }) => verb === 'refuses')?.reason).toBe('The token has expired')
  })
})

test('in scenario 2 the steps of each callee stand behind the call that caused them', async () => {
  const steps = await stepsOf('/scenario2?trace=1')
  const order = shortly(steps)
  for (const callee of ['serviceb', 'servicec']) {
    const call = order.indexOf(`servicea sends ${callee}`)
    expect(order.slice(call + 1, call + 5)).toEqual(ASKED.map((step) => step.replace('serviceb', callee)))
  }
  expect(order.filter((step) => step === 'jwt-factory signs')).toHaveLength(2)
  expect(order.at(-1)).toBe('servicea answers')
})

test('in scenario 3 the caller signs, the callee checks, and nobody else takes part', async () => {
  expect(shortly(await stepsOf('/scenario3?trace=1'))).toEqual([
    'servicea plays',
    'servicea signs',
    'servicea sends serviceb',
    'serviceb checks',
    'serviceb believes',
    'servicea answers',
  ])
})

test('in scenario 4 both callees check for themselves', async () => {
  const order = shortly(await stepsOf('/scenario4?trace=1&expired=servicec'))
  for (const [callee, decision] of [
    ['serviceb', 'believes'],
    ['servicec', 'refuses'],
  ]) {
    const call = order.indexOf(`servicea sends ${callee}`)
    expect(order.slice(call + 1, call + 3)).toEqual([`${callee} checks`, `${callee} ${decision}`])
  }
})

const shapeOf = (answer: unknown) => JSON.stringify(answer).replace(/"expiredAt":"[^"]+"/g, '')

describe.each([1, 2, 3, 4])('in scenario %i', (number) => {
  test.each(['', '&expired=1'])('every step has who, verb, what, sentence and milliseconds (%s)', async (query) => {
    const steps = await stepsOf(`/scenario${number}?trace=1${query}`)
    expect(steps.length).toBeGreaterThan(5)
    for (const step of steps) {
      const { who, verb, what, sentence, ms } = step
      expect([who, verb, what]).toEqual([
        expect.stringMatching(/./),
        expect.stringMatching(/^[a-z]+s$/),
        expect.stringMatching(/./),
      ])
      expect(sentence).toMatch(/^(?:Service [ABC]|jwt-factory) [^.]+(?:\.\w[^.]*)*\.$/)
      expect(ms).toBeGreaterThanOrEqual(0)
      if (verb === 'asks' || verb === 'sends') expect(step.to).toBeDefined()
    }
    expect(steps.map(({ ms }) => ms)).toEqual(steps.map(() => expect.any(Number)))
  })

  test('claims are shown and signatures never', async () => {
    const { text, body } = await sandbox.plain('servicea', `/scenario${number}?trace=1`)
    expect(text).toContain('"aud":"serviceb"')
    const tokens = body.trace.flatMap(({ token }: Step) => (token ? [token] : []))
    expect(tokens.length).toBeGreaterThanOrEqual(2)
    for (const token of tokens) {
      expect(Object.keys(token)).toEqual(['header', 'claims'])
      expect(token.header).toMatchObject({ alg: 'ES256', typ: 'JWT' })
      expect(token.claims).toMatchObject({ sub: 'servicea' })
    }
    expect(text).not.toMatch(/eyJ[\w-]+\.|[\w-]{80}/) // no compact token, and an ES256 signature has 86 characters
  })

  test('the answer is the same with a trace and without', async () => {
    const { trace, ...traced } = (await sandbox.plain('servicea', `/scenario${number}?trace=1&expired=1`)).body
    const { body } = await sandbox.plain('servicea', `/scenario${number}?expired=1`)
    expect(trace).toBeDefined()
    expect(shapeOf(traced)).toBe(shapeOf(body))
  })
})

describe('when nobody asks for a trace', () => {
  test.each(['', '?trace=0', '?trace=no', '?trace='])(
    'there is none in the answer, and nothing is recorded (%s)',
    async (query) => {
      const traceId = `${query.length}`.padStart(32, 'a')
      const traceparent = `00-${traceId}-${'b'.repeat(16)}-00`
      const { body } = await sandbox.plain('servicea', `/scenario1${query}`, { headers: { traceparent } })
      expect(body).not.toHaveProperty('trace')
      for (const process of ['servicea', 'serviceb', 'jwt-factory'] as const) {
        expect((await sandbox.plain(process, `/traces/${traceId}`)).body).toEqual([])
      }
    },
  )

  test('with the same trace id and a variant, every process has recorded its part', async () => {
    const traceId = 'c'.repeat(32)
    const traceparent = `00-${traceId}-${'b'.repeat(16)}-00`
    await sandbox.plain('servicea', '/scenario1?trace=1', { headers: { traceparent } })
    for (const process of ['servicea', 'serviceb', 'jwt-factory'] as const) {
      expect((await sandbox.plain(process, `/traces/${traceId}`)).body, process).not.toEqual([])
    }
  })
})

test('a play that fails has a trace too', async () => {
  const lonely = await openTestSandbox()
  await lonely.processes.serviceb.close()
  const { status, headers, body } = await lonely.plain('servicea', '/scenario1?trace=1')
  const { body: fanOut } = await lonely.plain('servicea', '/scenario4?trace=1')
  await lonely.close()
  expect(status).toBe(502)
  expect(headers['content-type']).toBe('application/problem+json')
  expect(body).toMatchObject({ type: 'urn:jwt-sandbox:problem:peer-unreachable', peer: 'serviceb' })
  expect(shortly(body.trace)).toEqual([
    'servicea plays',
    'servicea asks jwt-factory',
    'jwt-factory signs',
    'servicea sends serviceb',
    'servicea answers',
  ])
  expect(shortly(fanOut.trace)).toContain('servicea fails')
  expect(shortly(fanOut.trace)).toContain('servicec believes')
})
