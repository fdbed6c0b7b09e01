import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { createLog } from '../log.ts'
import { KONG_GAPS } from './dialects/kong/gaps.ts'
import { tellGaps } from './tell-gaps.ts'

function told(level: string, gaps: Parameters<typeof tellGaps>[1]['gaps']) {
  const lines: Record<string, unknown>[] = []
  const write = (line: string) => void lines.push(JSON.parse(line))
  const log = createLog({ name: 'gateway', level, format: 'json', clock: manualClock(0), write })
  tellGaps(log, { at: 'localhost:4601', dialect: 'kong', gaps })
  return lines
}

test('however many gaps a dialect has, its place has one line with all of them', () => {
  expect(told('info', KONG_GAPS)).toEqual([
    expect.objectContaining({
      msg: 'dialect-is-unsafe',
      level: 40,
      at: 'localhost:4601',
      dialect: 'kong',
      weaknesses: KONG_GAPS.map(({ id }) => id).join(' '),
    }),
  ])
})

test('with LOG_LEVEL=debug each has its sentence, and where ours ends before the original', () => {
  const [, ...each] = told('debug', KONG_GAPS)
  expect(each.map(({ says }) => says)).toEqual(KONG_GAPS.map(({ id, says }) => `${id}: ${says}`))
  expect(each.map(({ bound }) => bound)).toEqual(KONG_GAPS.map(({ bound }) => bound))
})

test('a dialect without gaps is not spoken of', () => {
  expect(told('debug', [])).toEqual([])
})
