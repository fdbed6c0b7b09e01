import { expect, test } from 'vitest'
import { createRoomLine } from './room-line.ts'

/** A line whose rounds begin when the test says so. */
function scriptedLine() {
  const rounds: (() => void)[] = []
  const begun: string[] = []
  const line = createRoomLine<string>(() => new Promise((begin) => rounds.push(begin)))
  const ask = (whose: string, what: string) => line.enter(whose, () => void begun.push(whose + what))
  async function round(): Promise<void> {
    rounds.shift()?.()
    for (let step = 0; step < 5; step++) await Promise.resolve()
  }
  return { ask, round, begun, rounds }
}

test('one request begins in a round, and the first of them at once', async () => {
  const { ask, round, begun } = scriptedLine()
  ask('a', '1')
  ask('b', '1')
  ask('c', '1')
  expect(begun).toEqual(['a1'])
  await round()
  expect(begun).toEqual(['a1', 'b1'])
  await round()
  expect(begun).toEqual(['a1', 'b1', 'c1'])
})

test('people take turns, however much one of them asks for', async () => {
  const { ask, round, begun } = scriptedLine()
  for (const number of '123456') ask('a', number)
  ask('b', '1')
  ask('b', '2')
  await round()
  await round()
  ask('c', '1')
  for (let left = 0; left < 6; left++) await round()
  expect(begun).toEqual(['a1', 'a2', 'b1', 'a3', 'b2', 'c1', 'a4', 'a5', 'a6'])
})

test('where nobody waits any longer, the next begins at once', async () => {
  const { ask, round, begun, rounds } = scriptedLine()
  ask('a', '1')
  await round()
  expect(rounds).toEqual([])
  ask('a', '2')
  expect(begun).toEqual(['a1', 'a2'])
})
