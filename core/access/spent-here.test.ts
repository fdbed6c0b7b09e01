import { expect, test } from 'vitest'
import { manualClock, type Clock } from '../clock.ts'
import { createSpentHere } from './spent-here.ts'

const NOW = 1_800_000_000
const claims = (jti: string, exp = NOW + 10) => ({ iss: 'a', jti, exp })

function open(settings: { purgeInterval?: number; most?: number; machine?: Clock } = {}) {
  const clock = manualClock(NOW * 1000)
  return { clock, memory: createSpentHere({ clock, leewaySeconds: 5, purgeInterval: 0, ...settings }) }
}

test('an issuer and an id are not mistaken for another pair with the same letters', () => {
  const { memory } = open()
  memory.spend({ iss: 'a', jti: 'b c', exp: NOW + 10 })
  expect(() => memory.spend({ iss: 'a b', jti: 'c', exp: NOW + 10 })).not.toThrow()
})

test('when it is full nobody gets in, and those that are over make room', () => {
  const { memory, clock } = open({ most: 2 })
  memory.spend(claims('1'))
  memory.spend(claims('2', NOW + 20))
  expect(() => memory.spend(claims('3', NOW + 60))).toThrow(/2 token ids/)
  clock.advance({ seconds: 15 })
  memory.spend(claims('3', NOW + 60))
  expect(memory.size).toBe(2)
})

test('an id is kept as long as its token may be believed, with the leeway', () => {
  const { memory, clock } = open({ purgeInterval: 1000 })
  memory.spend(claims('1'))
  clock.advance({ milliseconds: 14_999 })
  expect(memory.size).toBe(1)
  expect(() => memory.spend(claims('1'))).toThrow('The token may be used once and was used before')
  clock.advance({ seconds: 2 })
  expect(memory.size).toBe(0)
  expect(() => memory.spend(claims('1'))).toThrow('The token has expired')
})

test('a clock that ran ahead for a while makes no token good again', () => {
  const { memory, clock } = open({ purgeInterval: 1000 })
  memory.spend(claims('1'))
  clock.set((NOW + 3600) * 1000)
  clock.advance({ seconds: 1 })
  clock.set(NOW * 1000)
  expect(() => memory.spend(claims('1'))).toThrow('The token may be used once and was used before')
})

test('nor does one that somebody has moved on: by the clock of the machine no time has passed', () => {
  const { memory, clock } = open({ purgeInterval: 1000, machine: manualClock(0) })
  memory.spend(claims('1'))
  clock.advance({ hours: 1 })
  clock.set(NOW * 1000)
  expect(() => memory.spend(claims('1'))).toThrow('The token may be used once and was used before')
})

test('after its end it purges no more', () => {
  const { memory, clock } = open({ purgeInterval: 1000 })
  memory.spend(claims('1'))
  memory.close()
  clock.advance({ seconds: 60 })
  expect(memory.size).toBe(1)
})
