import { EventEmitter } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Request, Response } from 'express'
import { describe, expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { CAPTURE_LIMITS, createCapture, type Capture } from './capture.ts'

const START = '2026-01-01T00:00:00.000Z'
const TRACE = 'a'.repeat(32)

interface Seen {
  on?: string
  from?: string
  traceId?: string
  url?: string
  body?: unknown
}

/** An answer on its way, as far as it is looked at. */
function record(capture: Capture, { on = 'token', from, traceId = TRACE, url = '/token', body }: Seen = {}) {
  const request = { method: 'POST', originalUrl: url, body }
  const response = Object.assign(new EventEmitter(), { statusCode: 200, req: request })
  const kept = capture.record(request as Request, response as unknown as Response, { on, from, traceId })
  return {
    kept,
    answer(status: number) {
      response.statusCode = status
      response.emit('prefinish')
      response.emit('close')
    },
    close: () => void response.emit('close'),
  }
}

const open = (limits = CAPTURE_LIMITS) => createCapture(manualClock(START), limits)

test('who asked what and when, and what came of it', () => {
  const capture = open()
  record(capture, { from: 'serviceb', url: '/token?a=1', body: { grant_type: 'client_credentials' } }).answer(400)
  expect(capture.list({})).toEqual([
    {
      at: START,
      on: 'token',
      from: 'serviceb',
      method: 'POST',
      path: '/token',
      traceId: TRACE,
      body: { grant_type: 'client_credentials' },
      status: 400,
    },
  ])
})

test('while there is no answer there is no status; one that never came is 0', () => {
  const capture = open()
  record(capture)
  record(capture).close()
  expect(capture.list({}).map(({ status }) => status)).toEqual([undefined, 0])
})

test('by route, caller and trace; and counted', () => {
  const capture = open()
  const other = 'b'.repeat(32)
  record(capture, { on: 'jwks', from: 'serviceb' })
  record(capture, { on: 'jwks', from: 'servicec' })
  record(capture, { on: 'token', from: 'serviceb', traceId: other })
  record(capture, { on: 'jwks' })
  const both = (filter: Parameters<Capture['list']>[0]) => [capture.list(filter).length, capture.count(filter)]
  expect(both({})).toEqual([4, 4])
  expect(both({ on: 'jwks' })).toEqual([3, 3])
  expect(both({ from: 'serviceb' })).toEqual([2, 2])
  expect(both({ on: 'jwks', from: 'serviceb' })).toEqual([1, 1])
  expect(both({ trace: other })).toEqual([1, 1])
  expect(both({ trace: other, on: 'jwks' })).toEqual([0, 0])
  capture.clear()
  expect(both({})).toEqual([0, 0])
})

describe('secrets', () => {
  const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl'
  const NAMES = [
    ['token', 'subject_token', 'actor_token', 'refresh_token', 'client_assertion', 'assertion', 'client_secret'],
    ['secret', 'password', 'code', 'code_verifier', 'username', 'key', 'privateKey', 'd', 'anything else'],
  ].flat()

  test.each(NAMES)('the value of %s is not shown, whatever it is', (name) => {
    const capture = open()
    for (const value of ['hunter2-hunter2', 12345, { deep: 'hunter2' }, ['hunter2']]) {
      record(capture, { body: { [name]: value } }).answer(200)
    }
    const text = JSON.stringify(capture.list({}))
    expect(text).not.toMatch(/hunter2|12345/)
    expect(capture.list({}).map(({ body }) => body)).toEqual(
      Array.from({ length: 4 }, () => ({ [name]: '[not shown]' })),
    )
  })

  test('a token in the wrong place is not shown either', () => {
    const capture = open()
    record(capture, {
      url: `/verify/${TOKEN}?token=${TOKEN}`,
      body: { scope: TOKEN, aud: [TOKEN], [TOKEN]: 1, sub: { token: TOKEN } },
    }).answer(200)
    const text = JSON.stringify(capture.list({}))
    expect(text).not.toContain('eyJ')
    expect(text).not.toContain('c2lnbmF0dXJl')
    expect(text).toContain('jwt:')
  })

  test.each([null, 'text', 5, true, undefined, new Uint8Array([1, 2])])('a body that is %j is none', (body) => {
    const capture = open()
    record(capture, { body }).answer(200)
    expect(capture.list({})[0]).not.toHaveProperty('body')
  })

  test('odd bodies do no harm', () => {
    const capture = open()
    const odd: unknown = JSON.parse(
      '{"__proto__": {"token": "x"}, "constructor": 1, "aud": null, "sub": 7, "iss": true}',
    )
    record(capture, { body: odd }).answer(200)
    record(capture, { body: ['a', 'b'] }).answer(200)
    const [first, second] = capture.list({})
    expect(JSON.stringify(first?.body)).toBe(
      '{"__proto__":"[not shown]","constructor":"[not shown]","aud":null,"sub":7,"iss":true}',
    )
    expect(second?.body).toEqual({ 0: '[not shown]', 1: '[not shown]' })
  })
})

const bytesOf = (capture: Capture) => 2 * JSON.stringify(capture.list({})).length

describe('bounds', () => {
  const LIMITS = { bytes: 100_000, requests: 200 }

  test.each<[string, Seen]>([
    ['long addresses', { url: `/${'x'.repeat(15_000)}` }],
    ['long values', { body: { scope: 'x'.repeat(90_000), aud: 'y'.repeat(90_000) } }],
    ['many names', { body: Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`name-${at}`, at])) }],
    [
      'long names',
      { body: Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`${at}${'n'.repeat(2000)}`, at])) },
    ],
    ['deep values', { body: { aud: Array.from({ length: 20_000 }, () => 'a') } }],
    ['small ones', {}],
  ])('a flood of %s takes no more than it may, and the last one is there', (_what, seen) => {
    const capture = open(LIMITS)
    for (let at = 0; at < 1000; at++) {
      record(capture, { ...seen, on: `at-${at}` }).answer(200)
      if (at % 50 === 49) expect(bytesOf(capture)).toBeLessThan(LIMITS.bytes)
    }
    expect(capture.list({}).length).toBeLessThanOrEqual(LIMITS.requests)
    expect(capture.list({}).at(-1)?.on).toBe('at-999')
    expect(capture.count({})).toBe(1000)
  })

  test('bodies that come late count, also when all of them come at once', () => {
    const capture = open(LIMITS)
    const late = Array.from({ length: 190 }, () =>
      record(capture, { body: { scope: 'x'.repeat(200), aud: 'y'.repeat(200), sub: 'z'.repeat(200) } }),
    )
    expect(capture.list({})).toHaveLength(190)
    for (const { answer } of late) answer(200)
    expect(bytesOf(capture)).toBeLessThan(LIMITS.bytes)
    record(capture).answer(200)
    expect(capture.list({}).length).toBeGreaterThan(20)
  })

  test('one that had to go, or was cleared, is counted no more when its body comes', () => {
    const capture = open({ bytes: 2000, requests: 200 })
    const late = Array.from({ length: 50 }, () => record(capture, { body: { scope: 'x'.repeat(200) } }))
    for (const { answer } of late) answer(200)
    capture.clear()
    const kept = Array.from({ length: 3 }, () => record(capture))
    for (const { answer } of kept) answer(200)
    expect(capture.list({})).toHaveLength(3)
  })

  test('what is kept holds no part of the text that came', () => {
    const capture = open()
    const before = heapUsed()
    for (let at = 0; at < 1500; at++) {
      const scope = Buffer.alloc(90_000, `${at} `).toString('latin1')
      record(capture, { body: { scope } }).answer(200)
    }
    expect(capture.list({}).length).toBeGreaterThan(900)
    expect(heapUsed() - before).toBeLessThan(30_000_000) // all of them have 135 MB
  })

  test('callers that somebody makes up are counted together from some number on, and none is forgotten', () => {
    const capture = open(LIMITS)
    for (let at = 0; at < 3000; at++)
      record(capture, { on: at % 2 ? 'jwks' : 'token', from: `caller-${at}` }).answer(200)
    record(capture, { on: 'jwks', from: 'caller-1' }).answer(200)
    expect(capture.count({})).toBe(3001)
    expect(capture.count({ on: 'jwks' })).toBe(1501)
    expect(capture.count({ from: 'caller-1' })).toBe(2)
    expect(capture.count({ from: 'caller-2999' })).toBe(0)
  })
})

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void // of V8, by its flag

function heapUsed(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}
