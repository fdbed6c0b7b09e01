import { describe, expect, test } from 'vitest'
import type { Capture } from './capture.ts'
import { openCapture, record, START, TRACE } from './capture.fixture.ts'
import { openWatched } from './inject.fixture.ts'

test('who asked what and when, and what came of it', () => {
  const capture = openCapture()
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
  const capture = openCapture()
  record(capture)
  record(capture).close()
  expect(capture.list({}).map(({ status }) => status)).toEqual([undefined, 0])
})

test('the last ones alone, and how many there were', () => {
  const capture = openCapture()
  for (const url of ['/a', '/b', '/c']) record(capture, { url })
  expect(capture.list({}, 2).map(({ path }) => path)).toEqual(['/b', '/c'])
  expect(capture.count({})).toBe(3)
})

test('by route, caller and trace; and counted', () => {
  const capture = openCapture()
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

test('the step of the caller is told where its trace is recorded, and nowhere else', async () => {
  const { control, get } = openWatched()
  for (const sampled of ['01', '00']) await get('/jwks').set('traceparent', `00-${TRACE}-${'d'.repeat(16)}-${sampled}`)
  expect(control.capture.list({}).map(({ parentId }) => parentId)).toEqual(['d'.repeat(16), undefined])
})

describe('secrets', () => {
  const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl'
  const NAMES = [
    ['token', 'subject_token', 'actor_token', 'refresh_token', 'client_assertion', 'assertion', 'client_secret'],
    ['secret', 'password', 'code', 'code_verifier', 'username', 'key', 'privateKey', 'd', 'anything else'],
  ].flat()

  test.each(NAMES)('the value of %s is not shown, whatever it is', (name) => {
    const capture = openCapture()
    for (const value of ['hunter2-hunter2', 1234567890123, { deep: 'hunter2' }, ['hunter2']]) {
      record(capture, { body: { [name]: value } }).answer(200)
    }
    const text = JSON.stringify(capture.list({}))
    expect(text).not.toMatch(/hunter2|1234567890123/)
    expect(capture.list({}).map(({ body }) => body)).toEqual(
      Array.from({ length: 4 }, () => ({ [name]: '[not shown]' })),
    )
  })

  test('a token in the wrong place is not shown either', () => {
    const capture = openCapture()
    record(capture, {
      url: `/verify/${TOKEN}?token=${TOKEN}`,
      body: { scope: TOKEN, aud: [TOKEN], [TOKEN]: 1, sub: { token: TOKEN } },
    }).answer(200)
    const text = JSON.stringify(capture.list({}))
    expect(text).not.toContain('eyJ')
    expect(text).not.toContain('c2lnbmF0dXJl')
    expect(text).toContain('jwt:')
  })

  test('nor the credentials of a client', () => {
    const capture = openCapture()
    const sub = `Basic ${Buffer.from('servicea:hunter2').toString('base64')}`
    record(capture, { body: { sub } }).answer(200)
    expect(capture.list({})[0]?.body).toEqual({ sub: 'Basic [secret]' })
  })

  test('nor as the name of the caller, whole or in part', async () => {
    const { control, get } = openWatched()
    for (const agent of [TOKEN, `${TOKEN}/1.0`, `Bearer.${TOKEN}`, `eyJ${'-'.repeat(60)}.${TOKEN}`])
      await get('/jwks').set('user-agent', agent)
    const seen = control.capture.list({})
    expect(seen).toHaveLength(4)
    for (const { from } of seen) expect(from).toMatch(/jwt:/)
    expect(JSON.stringify(seen)).not.toMatch(/eyJ|c2lnbmF0dXJl/)
  })

  test.each([null, 'text', 5, true, undefined, new Uint8Array([1, 2])])('a body that is %j is none', (body) => {
    const capture = openCapture()
    record(capture, { body }).answer(200)
    expect(capture.list({})[0]).not.toHaveProperty('body')
  })

  test('odd bodies do no harm', () => {
    const capture = openCapture()
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
