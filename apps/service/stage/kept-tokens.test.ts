import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { createKeptTokens } from './kept-tokens.ts'

function counting(expiresIn: number) {
  let count = 0
  return async () => ({ token: `token ${++count}`, expiresIn })
}

test('a token is used again for four fifths of its life, and then replaced', async () => {
  const clock = manualClock('2026-01-01T00:00:00Z')
  const kept = createKeptTokens(clock)
  const grant = counting(101)
  expect(await kept.get('serviceb', grant)).toBe('token 1')
  clock.advance({ seconds: 79 })
  expect(await kept.get('serviceb', grant)).toBe('token 1')
  clock.advance({ seconds: 1 })
  expect(await kept.get('serviceb', grant)).toBe('token 2')
})

test.each([-1, 1])('a clock that is set by %d hours makes no token young or old', async (hours) => {
  const clock = manualClock('2026-01-01T00:00:00Z')
  const kept = createKeptTokens(clock)
  const grant = counting(101)
  await kept.get('serviceb', grant)
  clock.set(clock.now() + hours * 3_600_000)
  expect(await kept.get('serviceb', grant)).toBe('token 1')
  clock.advance({ seconds: 80 })
  expect(await kept.get('serviceb', grant)).toBe('token 2')
})

test('many who ask at once get one token', async () => {
  const kept = createKeptTokens(manualClock(0))
  const grant = counting(100)
  const tokens = await Promise.all([kept.get('b', grant), kept.get('b', grant), kept.get('b', grant)])
  expect(new Set(tokens)).toEqual(new Set(['token 1']))
})

test('a token for one purpose is not used for another', async () => {
  const kept = createKeptTokens(manualClock(0))
  const grant = counting(100)
  expect(await kept.get('b', grant)).not.toBe(await kept.get('c', grant))
})

test('a refusal is not kept', async () => {
  const kept = createKeptTokens(manualClock(0))
  await expect(kept.get('b', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await kept.get('b', counting(100))).toBe('token 1')
})

const yes = () => true

test('a token for one play alone is not kept, and the others who waited for it ask again, and share what they get', async () => {
  const kept = createKeptTokens(manualClock(0))
  const grant = counting(100)
  const tokens = [kept.get('b', grant, yes), kept.get('b', grant), kept.get('b', grant)]
  expect(await Promise.all(tokens)).toEqual(['token 1', 'token 2', 'token 2'])
  expect(await kept.get('b', grant)).toBe('token 2')
})

test('what goes wrong for one play alone goes wrong for it alone', async () => {
  const kept = createKeptTokens(manualClock(0))
  const failed = kept.get('b', () => Promise.reject(new Error('told to')), yes)
  const other = kept.get('b', counting(100))
  await expect(failed).rejects.toThrow('told to')
  expect(await other).toBe('token 1')
})

test('a token that is kept stays so when its play is left alone later', async () => {
  const kept = createKeptTokens(manualClock(0))
  const grant = counting(100)
  let isAlone = false
  await kept.get('b', grant, () => isAlone)
  isAlone = true
  expect(await kept.get('b', grant)).toBe('token 1')
})
