import { expect, test } from 'vitest'
import { readWishes } from './wishes.ts'

test('the defaults are a drill that means something', () => {
  expect(readWishes(['rotation'])).toEqual({ calls: 20_000, rate: 500, rotations: 10, overlapSeconds: undefined })
})

test('everything can be chosen, and no overlap at all', () => {
  const args = ['rotation', '--calls', '300', '--rate=100', '--rotations', '1', '--overlap', '0']
  expect(readWishes(args)).toEqual({ calls: 300, rate: 100, rotations: 1, overlapSeconds: 0 })
})

test.each([[[]], [['retire']], [['rotation', 'again']]])('%j is no drill, and it says which one there is', (args) => {
  expect(() => readWishes(args)).toThrow('rotation')
})

test.each([
  ['--calls=0', '--calls'],
  ['--rate=1.5', '--rate'],
  ['--rotations=many', '--rotations'],
  ['--overlap=-1', '--overlap'],
  ['--calls=1000001', '--calls'],
])('%s is refused by its name', (arg, name) => {
  expect(() => readWishes(['rotation', arg])).toThrow(`${name} must be a whole number`)
})

test('an option that nobody knows is refused', () => {
  expect(() => readWishes(['rotation', '--fast'])).toThrow('--fast')
})
