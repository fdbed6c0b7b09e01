import { expect, test } from 'vitest'
import { createRoom } from './room.ts'

const open = () => createRoom({ size: 100, line: 150, little: 5 })

/** Who is in, in the order in which they came in. */
function enterAll(room: ReturnType<typeof open>, sizes: Record<string, number>): string[] {
  const inside: string[] = []
  for (const [name, bytes] of Object.entries(sizes)) {
    void room.enter(bytes).then((isIn) => inside.push(isIn ? name : `not ${name}`))
  }
  return inside
}

const soon = () => new Promise((resolve) => setImmediate(resolve))

test('who does not fit waits, and those behind wait too', async () => {
  const room = open()
  const inside = enterAll(room, { first: 60, second: 60, third: 30 })
  await soon()
  expect(inside).toEqual(['first'])
  room.leave(60)
  await soon()
  expect(inside).toEqual(['first', 'second'])
  await soon()
  expect(inside).toEqual(['first', 'second', 'third'])
})

test('who is larger than the room has it alone', async () => {
  const room = open()
  const inside = enterAll(room, { small: 10, large: 140 })
  await soon()
  expect(inside).toEqual(['small'])
  room.leave(10)
  await soon()
  expect(inside).toEqual(['small', 'large'])
})

test('when the line is full, the next one is told at once, and what is little passes', async () => {
  const inside = enterAll(open(), { inside: 100, a: 100, b: 100, tiny: 5 })
  await soon()
  expect(inside).toEqual(['inside', 'not b', 'tiny'])
})
