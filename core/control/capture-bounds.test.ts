import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import type { Capture } from './capture.ts'
import { openCapture, record, type Seen } from './capture.fixture.ts'

const bytesOf = (capture: Capture) => 2 * JSON.stringify(capture.list({})).length

const LIMITS = { bytes: 100_000, requests: 200 }

test.each<[string, Seen]>([
  ['long addresses', { url: `/${'x'.repeat(15_000)}` }],
  ['long values', { body: { scope: 'x'.repeat(90_000), aud: 'y'.repeat(90_000) } }],
  ['many names', { body: Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`name-${at}`, at])) }],
  ['long names', { body: Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`${at}${'n'.repeat(2000)}`, at])) }],
  ['deep values', { body: { aud: Array.from({ length: 20_000 }, () => 'a') } }],
  ['small ones', {}],
])('a flood of %s takes no more than it may, and the last one is there', (_what, seen) => {
  const capture = openCapture(LIMITS)
  for (let at = 0; at < 1000; at++) {
    record(capture, { ...seen, on: `at-${at}` }).answer(200)
    if (at % 50 === 49) expect(bytesOf(capture)).toBeLessThan(LIMITS.bytes)
  }
  expect(capture.list({}).length).toBeLessThanOrEqual(LIMITS.requests)
  expect(capture.list({}).at(-1)?.on).toBe('at-999')
  expect(capture.count({})).toBe(1000)
})

test('bodies that come late count, also when all of them come at once', () => {
  const capture = openCapture(LIMITS)
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
  const capture = openCapture({ bytes: 2000, requests: 200 })
  const late = Array.from({ length: 50 }, () => record(capture, { body: { scope: 'x'.repeat(200) } }))
  for (const { answer } of late) answer(200)
  capture.clear()
  const kept = Array.from({ length: 3 }, () => record(capture))
  for (const { answer } of kept) answer(200)
  expect(capture.list({})).toHaveLength(3)
})

test('what is kept holds no part of the text that came', () => {
  const capture = openCapture()
  const before = heapUsed()
  for (let at = 0; at < 1500; at++) {
    const scope = Buffer.alloc(90_000, `${at} `).toString('latin1')
    record(capture, { body: { scope } }).answer(200)
  }
  expect(capture.list({}).length).toBeGreaterThan(900)
  expect(heapUsed() - before).toBeLessThan(30_000_000) // all of them have 135 MB
})

test('callers that somebody makes up are counted together from some number on, and none is forgotten', () => {
  const capture = openCapture(LIMITS)
  for (let at = 0; at < 3000; at++) record(capture, { on: at % 2 ? 'jwks' : 'token', from: `caller-${at}` }).answer(200)
  record(capture, { on: 'jwks', from: 'caller-1' }).answer(200)
  expect(capture.count({})).toBe(3001)
  expect(capture.count({ on: 'jwks' })).toBe(1501)
  expect(capture.count({ from: 'caller-1' })).toBe(2)
  expect(capture.count({ from: 'caller-2999' })).toBe(0)
})

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void // of V8, by its flag

function heapUsed(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}
