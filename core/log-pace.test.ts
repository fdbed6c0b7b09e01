import { describe, expect, test } from 'vitest'
import { manualClock } from './clock.ts'
import { createLog } from './log.ts'
import { LINES_AT_ONCE, LINES_IN_A_FLOOD } from './log-pace.ts'

function open(level = 'info') {
  const clock = manualClock('2026-02-03T10:00:00Z')
  const lines: Record<string, unknown>[] = []
  const write = (line: string) => void lines.push(JSON.parse(line))
  const log = createLog({ name: 'verifier', level, format: 'json', clock, write })
  /** So many of the first event, while no time passes. */
  const flood = (times: number) => {
    for (let at = 0; at < times; at++) log.warn({ at }, 'token-rejected')
  }
  const of = (event: string) => lines.filter(({ msg }) => msg === event)
  return { clock, lines, log, flood, of }
}

describe('a flood of one event', () => {
  test('is a few lines, and then one that says how many were left out, also where nothing more comes', () => {
    const { clock, flood, of } = open()
    flood(10_000)
    expect(of('token-rejected').map(({ at }) => at)).toEqual(Array.from({ length: LINES_AT_ONCE }, (_, at) => at))
    expect(of('lines-left-out')).toEqual([])
    clock.advance({ seconds: 1 })
    expect(of('lines-left-out')).toEqual([
      expect.objectContaining({ level: 40, event: 'token-rejected', leftOut: 10_000 - LINES_AT_ONCE }),
    ])
    clock.advance({ minutes: 1 })
    expect(of('lines-left-out')).toHaveLength(1)
  })

  test('that goes on is fewer lines a second, and all that were left out are counted', () => {
    const { clock, flood, of } = open()
    for (let second = 0; second < 60; second++) {
      flood(1000)
      clock.advance({ seconds: 1 })
    }
    const shown = of('token-rejected').length
    expect(shown).toBe(LINES_AT_ONCE + 59 * LINES_IN_A_FLOOD)
    expect(of('lines-left-out')).toHaveLength(60)
    expect(of('lines-left-out').reduce((sum, { leftOut }) => sum + Number(leftOut), 0)).toBe(60_000 - shown)
  })

  test('takes no line from another event', () => {
    const { log, flood, of } = open()
    flood(10_000)
    log.warn({}, 'key-revoked')
    log.info('listening')
    expect([of('key-revoked').length, of('listening').length]).toEqual([1, 1])
  })

  test('has all its lines again when it was quiet for a second', () => {
    const { clock, flood, of } = open()
    flood(LINES_AT_ONCE + 1)
    clock.advance({ seconds: 2 })
    flood(1)
    clock.advance({ seconds: 2 })
    flood(LINES_AT_ONCE)
    expect(of('token-rejected')).toHaveLength(2 * LINES_AT_ONCE + 1)
  })

  test('has no more lines when somebody sets the time of day', () => {
    const { clock, flood, of } = open()
    flood(LINES_AT_ONCE)
    clock.set('2030-01-01T00:00:00Z')
    flood(LINES_AT_ONCE)
    expect(of('token-rejected')).toHaveLength(LINES_AT_ONCE)
  })

  test('also of a bug, and of a logger that was made from this one', () => {
    const { log, of } = open()
    const child = log.child({ workload: 'web-ui' })
    for (let at = 0; at < 1000; at++) child.error({ err: new Error('a bug') }, 'bug')
    expect(of('bug')).toHaveLength(LINES_AT_ONCE)
  })
})

test('as many lines as there are without a flood are all there', () => {
  const { clock, flood, of } = open()
  for (let second = 0; second < 10; second++) {
    flood(LINES_AT_ONCE)
    clock.advance({ seconds: 1 })
  }
  expect(of('token-rejected')).toHaveLength(10 * LINES_AT_ONCE)
  expect(of('lines-left-out')).toEqual([])
})

test('who wants to see everything, by LOG_LEVEL=debug, sees all of that', () => {
  const { log, of } = open('debug')
  for (let at = 0; at < 1000; at++) log.debug({ at }, 'access')
  expect(of('access')).toHaveLength(1000)
})

test('what is below the level counts for nothing', () => {
  const { log, lines } = open('warn')
  for (let at = 0; at < 1000; at++) log.info({ at }, 'access')
  log.warn({}, 'access')
  expect(lines).toHaveLength(1)
})
