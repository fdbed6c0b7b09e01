import { expect, test } from 'vitest'
import { manualClock, type ManualClock } from '../clock.ts'
import type { OutsideAnswer } from '../http/outside-client.ts'
import { otlpTraces } from './otlp.ts'
import { backoff, retryAfterOf } from './retry.ts'
import { createSpanSender, SPAN_LIMITS } from './send-spans.ts'
import type { Span } from './span.ts'

const span: Span = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  parentId: '00f067aa0ba902b7',
  name: 'POST /api/login',
  startedAt: 1_795_380_828_123,
  tookMs: 12.5,
  attributes: { 'http.route': '/api/login', 'http.response.status_code': 200 },
  events: [{ name: 'checks', at: 1_795_380_828_124.5, attributes: { check: 'expiry' } }],
  hasFailed: false,
}

test('spans are written as OTLP has them in JSON: ids in hexadecimal digits, times and numbers as texts', () => {
  const body = JSON.parse(
    otlpTraces([span, { ...span, parentId: undefined, hasFailed: true }], { 'service.name': 'people' }),
  )
  expect(body).toEqual({
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'people' } }] },
        scopeSpans: [
          {
            scope: { name: 'jwt-sandbox' },
            spans: [
              {
                traceId: span.traceId,
                spanId: span.spanId,
                parentSpanId: span.parentId,
                name: span.name,
                kind: 2,
                startTimeUnixNano: '1795380828123000000',
                endTimeUnixNano: '1795380828135500000',
                attributes: [
                  { key: 'http.route', value: { stringValue: '/api/login' } },
                  { key: 'http.response.status_code', value: { intValue: '200' } },
                ],
                events: [
                  {
                    name: 'checks',
                    timeUnixNano: '1795380828124500000',
                    attributes: [{ key: 'check', value: { stringValue: 'expiry' } }],
                  },
                ],
                status: {},
              },
              expect.not.objectContaining({ parentSpanId: expect.anything() }),
            ],
          },
        ],
      },
    ],
  })
  expect(body.resourceSpans[0].scopeSpans[0].spans[1].status).toEqual({ code: 2 })
})

type Said = number | string | [status: number, retryAfter: string] | Promise<OutsideAnswer>

/** A collector that answers what it is told to, one after the other, and the last one from then on. */
function collector(...says: Said[]) {
  const clock = manualClock('2026-11-27T00:00:00Z')
  const got: number[] = []
  const told: string[] = []
  const sender = createSpanSender({
    clock,
    log: { warn: (_fields, event) => void told.push(event), info: (_fields, event) => void told.push(event) },
    post(spans, { signal }) {
      got.push(spans.length)
      const next = (says.length > 1 ? says.shift() : says[0]) ?? 200
      if (typeof next === 'string')
        return next === '' ? Promise.reject(new Error('nobody listens there')) : answerOf(200, next)
      if (typeof next === 'number') return answerOf(next)
      if (Array.isArray(next)) return answerOf(next[0], '', { 'retry-after': next[1] })
      return Promise.race([next, new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))]) // prettier-ignore
    },
  })
  return { sender, clock, got, told, add: (count = 1) => void Array.from({ length: count }, () => sender.add(span)) }
}

const answerOf = (status: number, text = '{}', headers = {}) => Promise.resolve({ status, headers, text })

/** What is due is done. */
async function settle() {
  for (let turn = 0; turn < 9; turn++) await new Promise((resolve) => setImmediate(resolve))
}

/** Moves the clock as long as nothing else happens. */
async function until(clock: ManualClock, isSo: () => boolean, seconds = 600) {
  for (let at = 0; at < seconds && !isSo(); at++) {
    clock.advance({ seconds: 1 })
    await settle()
  }
  expect(isSo()).toBe(true)
}

test('spans are sent together, and at once when there are many', async () => {
  const { sender, clock, got, add } = collector(200)
  add(3)
  await until(clock, () => sender.counts.sent === 3)
  expect(got).toEqual([3])
  add(SPAN_LIMITS.batch + 1)
  await settle()
  expect(got).toEqual([3, SPAN_LIMITS.batch]) // the clock stands still
  await until(clock, () => sender.counts.sent === SPAN_LIMITS.batch + 4)
})

test('a collector that is away is asked again, later and later, and the log says so once', async () => {
  const { sender, clock, got, told, add } = collector('', 503, 502, 504, 200)
  add()
  await until(clock, () => sender.counts.sent === 1)
  expect([got.length, told]).toEqual([5, ['spans-not-sent', 'spans-sent-again']])
})

test('Retry-After is waited for; and in the end a span is given up', async () => {
  const { sender, clock, got, add } = collector([429, '30'])
  add()
  await until(clock, () => got.length === 1)
  await settle()
  clock.advance({ seconds: 29 })
  await settle()
  expect(got.length).toBe(1)
  await until(clock, () => got.length === 2, 3)
  await until(clock, () => sender.counts.unreachable === 1)
  expect(got.length).toBe(6)
})

test.each([400, 404, 500, 302])('what a collector refuses with %d is not sent again', async (status) => {
  const { sender, clock, got, add } = collector(status, 200)
  add()
  await until(clock, () => sender.counts.refused === 1)
  add()
  await until(clock, () => sender.counts.sent === 1)
  expect(got).toEqual([1, 1])
})

test('what it answers besides means nothing, but for how many it left out', async () => {
  const { sender, clock, add } = collector('{"partialSuccess":{"rejectedSpans":"2"}}', '<html>', 'null', '{"partialSuccess":{"rejectedSpans":1e9}}') // prettier-ignore
  for (const sum of [3, 6, 9, 12]) {
    add(3)
    await until(clock, () => sender.counts.sent + sender.counts.refused === sum)
  }
  expect(sender.counts).toMatchObject({ sent: 7, refused: 5 })
})

test('while nobody takes them, so many wait and no more', async () => {
  const { sender, add } = collector(new Promise(() => {}))
  add(2 * SPAN_LIMITS.waiting)
  expect(sender.counts.full).toBe(SPAN_LIMITS.waiting)
})

test('at the end what waits is sent, to whoever is there', async () => {
  const { sender, got, add } = collector(200)
  add(SPAN_LIMITS.batch + 5)
  await sender.close()
  expect([got, sender.counts.sent]).toEqual([[SPAN_LIMITS.batch, 5], SPAN_LIMITS.batch + 5])
  add()
  expect(sender.counts.full).toBe(1)
})

test('at the end nobody waits for a collector that is away, and for a silent one two seconds', async () => {
  const away = collector('')
  away.add(SPAN_LIMITS.batch + 5)
  await away.sender.close()
  expect([away.got.length, away.sender.counts.unreachable]).toEqual([1, SPAN_LIMITS.batch + 5])
  const silent = collector(new Promise(() => {}))
  silent.add(SPAN_LIMITS.batch + 5)
  let isClosed = false
  void silent.sender.close().then(() => (isClosed = true))
  await until(silent.clock, () => isClosed, 3)
  expect(silent.sender.counts.unreachable).toBe(SPAN_LIMITS.batch + 5)
})

test('pauses are bounded, whatever the other side asks for', () => {
  const now = Date.parse('2026-11-27T00:00:00Z')
  const dated = 'Fri, 27 Nov 2026 00:00:20 GMT'
  const headers = ['5', dated, '999999', '-1', 'soon', '', undefined]
  expect(headers.map((header) => retryAfterOf(header, now))).toEqual([5000, 20_000, 60_000, 0, 0, 0, 0])
  for (const [failures, most] of [
    [1, 1000],
    [3, 4000],
    [99, 30_000],
  ] as const) {
    // prettier-ignore
    expect(backoff(failures)).toBeGreaterThanOrEqual(most / 2)
    expect(backoff(failures)).toBeLessThanOrEqual(most)
  }
})
