import { expect, test } from 'vitest'
import { makeRoomCode, plainCode } from './room-code.ts'

test('a code has two groups of four signs, and none that is mistaken for another one', () => {
  const codes = Array.from({ length: 200 }, makeRoomCode)
  for (const code of codes) expect(code).toMatch(/^[2-9A-HJKMNP-TW-Z]{4}-[2-9A-HJKMNP-TW-Z]{4}$/)
  expect(new Set(codes).size).toBe(200)
})

test.each(['K7MQ-24TX', 'k7mq24tx', ' K7MQ 24TX ', 'k7mq - 24tx'])('%j is the same code', (typed) => {
  expect(plainCode(typed)).toBe('K7MQ24TX')
})
