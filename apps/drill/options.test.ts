import { expect, test } from 'vitest'
import { readArguments, UsageFault } from '#core/process/command-line'
import { DRILL_LINE, readDrillOptions } from './options.ts'

const read = (args: string[]) => readDrillOptions(readArguments(args, DRILL_LINE))

test('the defaults are a drill that means something', () => {
  expect(read(['rotation'])).toEqual({ drill: 'rotation', calls: 20_000, rate: 500, rotations: 10 })
  expect(read(['sidecars'])).toEqual({ drill: 'sidecars', calls: 10_000, rate: 500, rotations: 5 })
})

test('everything can be chosen, and no overlap or grace at all', () => {
  const args = ['rotation', '--calls', '300', '--rate=100', '--rotations', '1', '--overlap', '0']
  expect(read(args)).toMatchObject({ calls: 300, rate: 100, rotations: 1, overlapSeconds: 0 })
  const few = ['--calls=300', '--rate=100', '--rotations=1', '--grace', '0']
  expect(read(['sidecars', ...few])).toEqual({
    drill: 'sidecars',
    calls: 300,
    rate: 100,
    rotations: 1,
    graceSeconds: 0,
  })
})

test.each([[[]], [['retire']], [['rotation', 'again']]])('%j is no drill, and it says which one there is', (args) => {
  expect(() => read(args)).toThrow(UsageFault)
  expect(() => read(args)).toThrow(/rotation|DRILL/)
})

test('what another drill knows is refused, and it says whose that is', () => {
  expect(() => read(['rotation', '--grace=0'])).toThrow('--grace is of the drill sidecars')
  expect(() => read(['sidecars', '--overlap=0'])).toThrow('--overlap is of the drill rotation')
  expect(() => read(['sidecars', '--verifier=jose'])).toThrow('--verifier is of the drill rotation')
})

test('the registry takes no more rotations of one service, and no longer grace', () => {
  expect(() => read(['sidecars', '--rotations=91'])).toThrow('from 1 to 90')
  expect(() => read(['sidecars', '--grace=31536001'])).toThrow('from 0 to 31536000')
})

test.each([
  ['--calls=0', '--calls'],
  ['--rate=1.5', '--rate'],
  ['--rotations=many', '--rotations'],
  ['--overlap=-1', '--overlap'],
  ['--calls=', '--calls'],
  ['--calls=1000001', '--calls'],
])('%s is refused by its name', (arg, name) => {
  for (const drill of name === '--overlap' ? ['rotation'] : ['rotation', 'sidecars'])
    expect(() => read([drill, arg])).toThrow(`${name} must be a whole number`)
})

test('a verifier of others can be drilled, and whoever names another one reads which there are', () => {
  expect(read(['rotation', '--verifier', 'jose', '--rotations=2'])).toMatchObject({ verifier: 'jose', rotations: 2 })
  for (const args of [['--verifier=josef'], ['--verifier']])
    expect(() => read(['rotation', ...args])).toThrow(UsageFault)
  expect(() => read(['rotation', '--verifier=josef'])).toThrow(/jwks-rsa, jose/)
})

test('what is about the calls of A and B is refused with a verifier, and so are more keys than a ring may have', () => {
  for (const name of ['calls', 'rate'])
    expect(() => read(['rotation', '--verifier=jose', `--${name}=5`])).toThrow(
      `--${name} is about the calls of A and B`,
    )
  expect(() => read(['rotation', '--verifier=jose', '--rotations=91'])).toThrow('from 1 to 90')
  expect(read(['rotation', '--rotations=91'])).toMatchObject({ rotations: 91 })
})

test('an option that nobody knows is refused', () => {
  expect(() => read(['rotation', '--fast'])).toThrow('--fast')
})
