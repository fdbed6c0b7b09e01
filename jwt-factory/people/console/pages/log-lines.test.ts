import { expect, test } from 'vitest'
import { readLogLines } from './log-lines.ts'

test('events are read with their fields, the newest first', () => {
  const text = [
    '{"level":30,"name":"people","time":"2026-11-27T00:00:00.000Z","person":3,"msg":"logged-in"}',
    '{"level":40,"name":"people","time":"2026-11-27T00:00:01.000Z","reason":"wrong-credentials","msg":"login-refused"}',
  ]
  expect(readLogLines(`${text.join('\n')}\n`)).toEqual([
    { at: Date.parse('2026-11-27T00:00:01Z'), isWarning: true, event: 'login-refused', fields: [['reason', 'wrong-credentials']] }, // prettier-ignore
    { at: Date.parse('2026-11-27T00:00:00Z'), isWarning: false, event: 'logged-in', fields: [['person', '3']] },
  ])
})

test('a line that was cut, or is no event, stands as it is', () => {
  for (const line of ['00:00:00.000 info  people logged-in', '{"level":30,"msg":"x…', 'null', '"text"', '1'])
    expect(readLogLines(`${line}\n`)).toEqual([{ at: undefined, isWarning: false, event: line, fields: [] }])
  expect(readLogLines('{"time":7,"msg":{"a":1}}')).toMatchObject([{ isWarning: false, fields: [] }])
  expect(readLogLines('')).toEqual([])
})
