import { expect, test } from 'vitest'
import { manualClock, type Clock } from '../clock.ts'
import { StoreUnavailable } from '../store/store.ts'
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
  memory.spend({ ...claims('1'), iss: 'a' })
  memory.spend({ ...claims('2', NOW + 20), iss: 'b' })
  const third = { ...claims('3', NOW + 60), iss: 'c' }
  expect(() => memory.spend(third)).toThrow(/2 token ids/)
  clock.advance({ seconds: 15 })
  memory.spend(third)
  expect(memory.size).toBe(2)
})

/** Spends tokens of an issuer until there is no room for it. @returns how many */
function spendAll(memory: ReturnType<typeof open>['memory'], iss: string, exp = NOW + 10): number {
  for (let at = 0; at < 10_000; at++) {
    try {
      memory.spend({ iss, jti: `${exp} ${at}`, exp })
    } catch (error) {
      expect(error).toBeInstanceOf(StoreUnavailable)
      expect((error as Error).message).toContain('its share')
      return at
    }
  }
  return expect.fail('there is no end to it')
}

test('an issuer has as much room as is free: one alone half of it, the next one half of what is left', () => {
  const { memory } = open({ most: 1000 })
  expect(['a', 'b', 'c', 'd'].map((iss) => spendAll(memory, iss))).toEqual([500, 250, 125, 63])
  expect(() => memory.spend({ ...claims('1'), iss: 'another' })).not.toThrow()
})

test('an issuer that holds its share keeps nobody else out, and has room again when its tokens are over', () => {
  const { memory, clock } = open({ most: 1000 })
  expect(spendAll(memory, 'greedy')).toBe(500)
  for (let at = 0; at < 200; at++) memory.spend({ ...claims(String(at), NOW + 60), iss: 'modest' })
  clock.advance({ seconds: 15 })
  expect(spendAll(memory, 'greedy', NOW + 60)).toBe(400)
})

test('also where its share is taken, a token that was used is told to be used', () => {
  const { memory } = open({ most: 10 })
  spendAll(memory, 'a')
  expect(() => memory.spend({ iss: 'a', jti: `${NOW + 10} 0`, exp: NOW + 10 })).toThrow('was used before')
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
