import { describe, expect, test } from 'vitest'
import { asksForHelp, readArguments, UsageFault, type CommandLine } from './command-line.ts'

const play: CommandLine = {
  name: 'npm run play',
  about: 'Plays a scenario.',
  words: ['SCENARIO?'],
  options: {
    expired: { about: 'expires', value: 'SERVICE?' },
    brief: { about: 'shows less' },
    calls: { about: 'how many', value: '20000' },
  },
  examples: ['npm run play -- 1'],
}
const nothing: CommandLine = { name: 'npm run keys', about: 'Makes keys.', examples: ['npm run keys'] }

describe('are read:', () => {
  test.each([
    ['', [], {}],
    ['4', ['4'], {}],
    ['4 --expired', ['4'], { expired: true }],
    ['4 --expired=servicec', ['4'], { expired: 'servicec' }],
    ['4 --expired servicec', ['4'], { expired: 'servicec' }],
    ['--expired servicec 4', ['4'], { expired: 'servicec' }],
    ['--expired 4', ['4'], { expired: true }],
    ['--expired --brief 4', ['4'], { expired: true, brief: true }],
    ['4 --expired=', ['4'], { expired: '' }],
    ['4 --brief --expired 0', ['4'], { brief: true, expired: '0' }],
    ['--calls 5', [], { calls: '5' }],
    ['--calls 5 4', ['4'], { calls: '5' }],
    ['4 --calls=5', ['4'], { calls: '5' }],
    ['-- 4', ['4'], {}],
    ['-30s', ['-30s'], {}],
    ['--calls -1h 4', ['4'], { calls: '-1h' }],
    ['--calls=-1h -4', ['-4'], { calls: '-1h' }],
  ])('%j', (line, words, options) => {
    expect(readArguments(line.split(' ').filter(Boolean), play)).toEqual({ words, options })
  })

  test('a key in PEM, which begins with hyphens, as a value', () => {
    const pem = '-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n'
    expect(readArguments(['--calls', pem, '4'], play)).toEqual({ words: ['4'], options: { calls: pem } })
  })
})

test('an option that may appear several times has a list of values', () => {
  const line = {
    ...play,
    options: { ...play.options, only: { about: 'those', value: 'NAME', isRepeatable: true } },
  } as const
  const read = (text: string) => readArguments(text.split(' '), line)
  expect(read('4 --only a --only=b --brief --only c')).toEqual({
    words: ['4'],
    options: { brief: true },
    lists: { only: ['a', 'b', 'c'] },
  })
  expect(() => read('4 --only a --only')).toThrow('--only needs a value: --only=NAME.')
})

describe('are refused, with what may have been meant:', () => {
  test.each([
    ['1 2', 'npm run play takes SCENARIO: "2" is one too many.'],
    ['1 --expired b c', 'npm run play takes SCENARIO: "c" is one too many.'],
    ['1 --breif', 'npm run play has no option --breif. Did you mean --brief?'],
    ['1 --loud', 'npm run play has no option --loud. It has --expired, --brief, --calls.'],
    ['1 -x', 'npm run play has no option -x. It has --expired, --brief, --calls.'],
    ['1 --__proto__', 'npm run play has no option --__proto__.'],
    ['1 --brief=1', '--brief takes no value.'],
    ['1 --brief --brief', '--brief appears more than once.'],
    ['1 --calls', '--calls needs a value: --calls=20000.'],
    ['1 --calls --brief', '--calls needs a value: --calls=20000.'],
  ])('%j', (line, message) => {
    const reading = () => readArguments(line.split(' '), play)
    expect(reading).toThrow(UsageFault)
    expect(reading).toThrow(message)
  })

  test('whatever is given to a command that takes nothing', () => {
    expect(() => readArguments(['all'], nothing)).toThrow('npm run keys takes no words: "all" is one too many.')
    expect(() => readArguments(['--all'], nothing)).toThrow('npm run keys has no option --all.')
  })

  test('but any number of words, where a command takes that', () => {
    const line = { ...nothing, words: ['WORD…'] }
    expect(readArguments([], line).words).toEqual([])
    expect(readArguments(['a', 'b', 'c'], line).words).toEqual(['a', 'b', 'c'])
  })

  test('a word that is missing', () => {
    expect(() => readArguments([], { ...play, words: ['DRILL'] })).toThrow('npm run play needs DRILL.')
  })
})

test.each([
  [['--help'], true],
  [['1', '--loud', '-h'], true],
  [['1', '--expired', '--help'], true],
  [['--', '--help'], false],
  [['help'], false],
  [[], false],
])('%j asks for help: %s', (args, expected) => {
  expect(asksForHelp(args)).toBe(expected)
})

test('an option may have a second name', () => {
  const line = { ...play, options: { part: { about: 'a part', value: 'TEXT', synonym: 'only' } } }
  expect(readArguments(['--only', 'x'], line).options).toEqual({ part: 'x' })
  expect(() => readArguments(['--only', 'x', '--part=y'], line)).toThrow('--part appears more than once.')
})
