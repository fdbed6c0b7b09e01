import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { openKongPlugins, kongToken, withBearer } from './kong-plugin.fixture.ts'
import { createRateLimiter } from './rate-limits.ts'

const START = Date.parse('2026-02-03T10:00:10.000Z')

test('so many in a window, and then a window of its own', () => {
  const clock = manualClock(START)
  const limiter = createRateLimiter({ minute: 2 }, clock)
  const told = { 'X-RateLimit-Limit-Minute': '2', 'RateLimit-Limit': '2', 'RateLimit-Reset': '50' }
  const left = (remaining: string) => ({
    ...told,
    'X-RateLimit-Remaining-Minute': remaining,
    'RateLimit-Remaining': remaining,
  })
  expect(limiter.take('john')).toEqual({ isOver: false, reset: 50, headers: left('1') })
  expect(limiter.take('john')).toEqual({ isOver: false, reset: 50, headers: left('0') })
  expect(limiter.take('john')).toEqual({ isOver: true, reset: 50, headers: left('0') })
  expect(limiter.take('jane').isOver).toBe(false)
  clock.advance({ milliseconds: 49_999 })
  expect(limiter.take('john')).toMatchObject({ isOver: true, reset: 1 })
  clock.advance({ milliseconds: 1 })
  expect(limiter.take('john')).toMatchObject({ isOver: false, reset: 60 })
})

test('of several windows the tightest is told; one that is not taken is not counted', () => {
  const clock = manualClock(START)
  const limiter = createRateLimiter({ second: 1, hour: 2 }, clock)
  expect(limiter.take('john').headers).toMatchObject({ 'RateLimit-Limit': '1', 'X-RateLimit-Remaining-Hour': '1' })
  expect(limiter.take('john').isOver).toBe(true)
  clock.advance({ seconds: 1 })
  expect(limiter.take('john')).toMatchObject({ isOver: false, headers: { 'RateLimit-Limit': '2', 'X-RateLimit-Remaining-Hour': '0' } }) // prettier-ignore
  clock.advance({ seconds: 1 })
  expect(limiter.take('john')).toMatchObject({ isOver: true, reset: 3600 - 12 })
})

test.each([
  ['month', '2026-03-01T00:00:00.000Z'],
  ['year', '2027-01-01T00:00:00.000Z'],
] as const)('a %s begins with that of the calendar', (window, next) => {
  const clock = manualClock(START)
  const limiter = createRateLimiter({ [window]: 1 }, clock)
  limiter.take('john')
  clock.advance({ milliseconds: Date.parse(next) - START - 1 })
  expect(limiter.take('john').isOver).toBe(true)
  clock.advance({ milliseconds: 1 })
  expect(limiter.take('john').isOver).toBe(false)
})

test('ever new names do not fill the memory', () => {
  const limiter = createRateLimiter({ minute: 2 }, manualClock(START), 100)
  for (let at = 0; at < 1000; at++) limiter.take(`somebody-${at}`)
  expect(limiter.size).toBe(100)
})

test('the gateway says when to ask again, on its clock; whoever is known is counted by name, and others by address', async () => {
  const rateLimiting = { limits: { minute: 1 }, limitBy: 'consumer', hideClientHeaders: false } as const
  const { ask, clock } = openKongPlugins([{ anonymous: 'nobody' }], { rateLimiting })
  expect((await ask(withBearer(kongToken()))).decision).toMatchObject({ kind: 'goes-on', answerHeaders: { 'RateLimit-Remaining': '0' } }) // prettier-ignore
  const { decision } = await ask(withBearer(kongToken()), '10.0.0.2')
  expect(decision).toMatchObject({
    reason: 'rate-limited',
    answer: {
      status: 429,
      headers: { 'Retry-After': '60', 'X-RateLimit-Remaining-Minute': '0' },
      body: `{\n  "message":"API rate limit exceeded",\n  "request_id":"${'a'.repeat(32)}"\n}`,
    },
  })
  clock.advance({ minutes: 1 })
  expect((await ask(withBearer(kongToken()))).decision.kind).toBe('goes-on')
})

test.each([
  ['consumer', {}, ['10.0.0.1', '10.0.0.1'], true],
  ['ip', withBearer(kongToken()), ['10.0.0.1', '10.0.0.2'], false],
  ['credential', withBearer(kongToken()), ['10.0.0.1', '10.0.0.2'], true],
  ['service', {}, ['10.0.0.1', '10.0.0.2'], true],
  ['header', { fields: ['X-Tenant', 'a'] }, ['10.0.0.1', '10.0.0.2'], true],
  ['header', {}, ['10.0.0.1', '10.0.0.2'], false],
  ['path', { target: '/data?x=1' }, ['10.0.0.1', '10.0.0.2'], true],
  ['path', { target: '/other' }, ['10.0.0.1', '10.0.0.2'], false],
] as const)('by %s: %j', async (limitBy, asked, [first, second], isOne) => {
  const rateLimiting = {
    limits: { minute: 1 },
    limitBy,
    headerName: 'x-tenant',
    path: '/data',
    hideClientHeaders: true,
  }
  const jwt = 'fields' in asked && asked.fields[0] === 'Authorization' ? [{}] : []
  const { ask } = openKongPlugins(jwt, { rateLimiting })
  expect((await ask(asked, first)).decision).toMatchObject({ kind: 'goes-on', answerHeaders: {} })
  expect((await ask(asked, second)).decision.kind).toBe(isOne ? 'answered' : 'goes-on')
})
