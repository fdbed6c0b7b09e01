import type { Express } from 'express'
import request, { type Response } from 'supertest'
import { beforeEach, describe, expect, test } from 'vitest'
import { manualClock, type ManualClock } from '../clock.ts'
import { createApp } from '../http/app.ts'
import { NOBODY_ELSE } from '../http/guard.ts'
import { mountRoutes } from '../http/mount-routes.ts'
import { Problem } from '../http/problem.ts'
import { route } from '../http/routes.ts'
import { sendJson, sendText } from '../http/send.ts'
import { createLog } from '../log.ts'
import { createTraces } from '../trace/recorder.ts'
import { createControl, type Control } from './control.ts'
import { parseInput } from '../http/input.ts'
import { ruleSchema, type FaultRuleInput } from './fault-rules.ts'

// What a caller sees of a process that was told to do something wrong.

const KEYS = [
  { kid: 'active', kty: 'EC' },
  { kid: 'retired', kty: 'EC' },
]

let clock: ManualClock
let control: Control
let app: Express
let handled: string[]
beforeEach(() => {
  clock = manualClock('2026-01-01T00:00:00Z')
  control = createControl({ machine: clock, isOn: true })
  control.publishes({ signing: () => new Set(['active']), snapshot: () => () => KEYS })
  handled = []
  const log = createLog({ name: 'test', level: 'silent', format: 'json', clock, write: () => {} })
  const routes = [
    route('GET /jwks', '', (_request, response) => sendJson(response, 200, { keys: KEYS })),
    route('GET /.well-known/openid-configuration', '', (_request, response) => {
      sendJson(response, 200, { issuer: 'https://real/', jwks_uri: 'https://real/jwks' })
    }),
    route('GET /text', '', (_request, response) => sendText(response, 'application/jwt', 'a.b.c')),
    route('GET /nothing', '', (_request, response) => void response.status(200).end()),
    route('GET /fails', '', () => {
      throw new Problem('not-found', 'There is nothing.')
    }),
    route('GET /cached', '', (asked, response) => {
      response.setHeader('etag', '"v1"')
      if (asked.headers['if-none-match'] === '"v1"') return void response.status(304).end()
      sendJson(response, 200, { fresh: true })
    }),
  ].map((one) => ({ ...one, handlers: [noteHandled(one.paths[0] ?? ''), ...one.handlers] }))
  app = createApp(
    { name: 'test', log, traces: createTraces('test', clock), guard: NOBODY_ELSE, machine: clock, control },
    (router) => mountRoutes(router, routes, { guard: NOBODY_ELSE, control }),
  )
})

const noteHandled =
  (path: string) =>
  (...[, , next]: [unknown, unknown, () => void]) => {
    handled.push(path)
    next()
  }

const set = (rule: FaultRuleInput) => control.addFault(parseInput(ruleSchema, rule))
const get = (path: string) => request(app).get(path)
const ended = (path: string) =>
  get(path).then(
    () => 'an answer',
    (error: Error & { code?: string }) => error.code,
  )

describe('an answer of its own', () => {
  test('a status alone is a problem that says why, and the handler is not asked', async () => {
    await set({ on: 'jwks', effect: { status: 503 } })
    const { status, body } = await get('/jwks')
    expect([status, body.type]).toEqual([503, 'urn:jwt-sandbox:problem:injected-fault'])
    expect(body.detail).toContain('was told to answer 503')
    expect(handled).toEqual([])
  })

  test.each<[unknown, string, string]>([
    [{ error: 'x' }, 'application/json', '{"error":"x"}\n'],
    [null, 'application/json', 'null\n'],
    [[1], 'application/json', '[1]\n'],
    ['plain', 'text/plain; charset=utf-8', 'plain'],
    ['', 'text/plain; charset=utf-8', ''],
  ])('with the body %j', async (body, type, text) => {
    await set({ on: 'jwks', effect: { status: 418, body } })
    const answer = await get('/jwks').buffer().parse(asText)
    expect([answer.status, answer.headers['content-type'], answer.body]).toEqual([418, type, text])
  })

  test('with headers, which count before its own', async () => {
    const headers = { 'content-type': 'application/xml', 'x-any': 'v' }
    await set({ on: 'jwks', effect: { status: 200, body: '<keys/>', headers } })
    const answer = await get('/jwks').buffer().parse(asText)
    expect([answer.headers['content-type'], answer.headers['x-any'], answer.body]).toEqual([
      'application/xml',
      'v',
      '<keys/>',
    ])
  })

  test.each([204, 304])('%d has no body, whatever was asked for', async (status) => {
    await set({ on: 'jwks', effect: { status, body: 'text' } })
    const answer = await get('/jwks')
    expect([answer.status, answer.text]).toEqual([status, ''])
    control.faults.clear()
    expect((await get('/jwks')).status).toBe(200)
  })

  test('limit: 429, to be asked again in whole seconds', async () => {
    await set({ on: 'jwks', effect: { limit: '1500ms' } })
    const { status, headers } = await get('/jwks')
    expect([status, headers['retry-after']]).toEqual([429, '2'])
  })

  test('empty and html', async () => {
    await set({ on: 'jwks', times: 1, effect: { empty: true } })
    await set({ on: 'jwks', effect: { html: true } })
    const empty = await get('/jwks')
    expect([empty.status, empty.text]).toEqual([200, ''])
    const page = await get('/jwks')
    expect([page.status, page.type]).toEqual([200, 'text/html'])
  })
})

const asText = (response: Response, done: (error: Error | null, text: string) => void) => {
  let text = ''
  response.on('data', (part: Buffer) => (text += part.toString()))
  response.on('end', () => done(null, text))
}

describe('no answer', () => {
  test('reset: the connection ends', async () => {
    await set({ on: '*', effect: { reset: true } })
    expect(await ended('/jwks')).toBe('ECONNRESET')
    expect(control.capture.list({})).toMatchObject([{ status: 0, fault: 'f1' }])
  })

  test.each(['/jwks', '/text', '/nothing', '/fails', '/cached'])(
    'truncated: it ends in the middle of what %s answers',
    async (path) => {
      await set({ on: '*', effect: { truncated: true } })
      expect(await ended(path)).toBe('ECONNRESET')
      expect(handled).toEqual([path])
    },
  )

  test('delay: later, and the real one; hang: none, until nobody waits for so long', async () => {
    await set({ on: 'jwks', effect: { delay: '5s' } })
    await set({ on: 'text', effect: { hang: true } })
    let [isAnswered, isEnded] = [false, false]
    const answer = get('/jwks').then((got) => ((isAnswered = true), got.status))
    const end = ended('/text').then((how) => ((isEnded = true), how))
    await untilCaptured(2)
    clock.advance({ milliseconds: 4999 })
    await new Promise((resolve) => setImmediate(resolve))
    expect(isAnswered).toBe(false)
    clock.advance({ milliseconds: 1 })
    expect(await answer).toBe(200)
    clock.advance({ minutes: 9 })
    expect(isEnded).toBe(false)
    clock.advance({ minutes: 1 })
    expect(await end).toBe('ECONNRESET')
    expect(handled).toEqual(['/jwks'])
  })

  test('a caller that goes away while it waits leaves nothing behind, and no handler is asked', async () => {
    await set({ on: 'jwks', effect: { delay: '5s' } })
    const asking = get('/jwks')
    const given = asking.then(
      () => 'an answer',
      () => 'up',
    )
    await untilCaptured(1)
    asking.abort()
    expect(await given).toBe('up')
    while (control.capture.list({})[0]?.status === undefined) await new Promise((resolve) => setImmediate(resolve))
    clock.advance({ seconds: 10 })
    await new Promise((resolve) => setImmediate(resolve))
    expect(control.capture.list({})).toMatchObject([{ status: 0 }])
    expect(handled).toEqual([])
  })

  test('a delay goes with whatever else goes wrong', async () => {
    await set({ on: 'jwks', effect: { delay: '5s', status: 500 } })
    const answer = get('/jwks').then(({ status }) => status)
    await untilCaptured(1)
    clock.advance({ seconds: 5 })
    expect(await answer).toBe(500)
  })
})

async function untilCaptured(count: number): Promise<void> {
  while (control.capture.list({}).length < count) await new Promise((resolve) => setImmediate(resolve))
  await new Promise((resolve) => setImmediate(resolve))
}

describe('the real answer, changed', () => {
  test('wrongType: the same body under another type', async () => {
    await set({ on: 'jwks', effect: { wrongType: true } })
    const { status, type, text } = await get('/jwks')
    expect([status, type, JSON.parse(text)]).toEqual([200, 'text/plain', { keys: KEYS }])
  })

  test('whoever has it already gets it anew, for it is another one, and is not to be kept under its tag', async () => {
    expect((await get('/cached').set('if-none-match', '"v1"')).status).toBe(304)
    await set({ on: 'cached', effect: { wrongType: true } })
    const { status, headers } = await get('/cached').set('if-none-match', '"v1"')
    expect([status, headers['etag']]).toEqual([200, undefined])
  })

  test('issuer: that of metadata; the rest stays', async () => {
    await set({ on: 'discovery', effect: { issuer: 'https://other/' } })
    const { body } = await get('/.well-known/openid-configuration?pretty=1')
    expect(body).toEqual({ issuer: 'https://other/', jwks_uri: 'https://real/jwks' })
  })

  test('keys: one is left out', async () => {
    await set({ on: 'jwks', effect: { keys: 'dropped' } })
    expect((await get('/jwks')).body).toEqual({ keys: [KEYS[1]] })
  })

  test.each<FaultRuleInput['effect']>([{ issuer: 'https://other/' }, { keys: 'dropped' }])(
    '%j of all routes: what is no metadata and no key set goes out as it is',
    async (effect) => {
      const paths = ['/text', '/nothing', '/fails', '/cached']
      const shown = async () =>
        (await Promise.all(paths.map(get))).map(({ status, text, type }) => [
          status,
          text.replaceAll(/[0-9a-f]{32}/g, ''),
          type,
        ])
      const before = await shown()
      await set({ on: '*', effect })
      expect(await shown()).toEqual(before)
    },
  )
})

test('the capture says which fault a request met, and in which trace', async () => {
  await set({ on: 'jwks', effect: { status: 500 } })
  const traceId = 'c'.repeat(32)
  await get('/jwks').set('traceparent', `00-${traceId}-${'d'.repeat(16)}-01`)
  expect(control.capture.list({})).toMatchObject([{ traceId, fault: 'f1', status: 500, on: 'jwks' }])
})
