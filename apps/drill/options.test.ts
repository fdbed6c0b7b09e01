import { expect, test } from 'vitest'
import { readDrillOptions } from './options.ts'

test('the defaults are a drill that means something', () => {
  expect(readDrillOptions(['rotation'])).toEqual({ calls: 20_000, rate: 500, rotations: 10, overlapSeconds: undefined })
})

test('everything can be chosen, and no overlap at all', () => {
  const args = ['rotation', '--calls', '300', '--rate=100', '--rotations', '1', '--overlap', '0']
  expect(readDrillOptions(args)).toEqual({ calls: 300, rate: 100, rotations: 1, overlapSeconds: 0 })
})

test.each([[[]], [['retire']], [['rotation', 'again']]])('%j is no drill, and it says which one there is', (args) => {
  expect(() => readDrillOptions(args)).toThrow('rotation')
})

test.each([
  ['--calls=0', '--calls'],
  ['--rate=1.5', '--rate'],
  ['--rotations=many', '--rotations'],
  ['--overlap=-1', '--overlap'],
  ['--calls=1000001', '--calls'],
])('%s is refused by its name', (arg, name) => {
  expect(() => readDrillOptions(['rotation', arg])).toThrow(`${name} must be a whole number`)
})

test('an option that nobody knows is refused', () => {
  expect(() => readDrillOptions(['rotation', '--fast'])).toThrow('--fast')
})
