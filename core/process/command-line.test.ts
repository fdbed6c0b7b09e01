import { describe, expect, test } from 'vitest'
import { asksForHelp, readArguments, refuseWhatNpmKept, UsageFault, type CommandLine } from './command-line.ts'

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
  ])('%j', (line, words, options) => {
    expect(readArguments(line.split(' ').filter(Boolean), play)).toEqual({ words, options })
  })
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

const kept = (env: Record<string, string>) => () => refuseWhatNpmKept('npm run play', ['brief', 'wrong-audience'], env)

test('what npm took for itself is not left out in silence', () => {
  const run = { npm_lifecycle_event: 'play' }
  expect(kept({ ...run, npm_config_wrong_audience: 'true' })).toThrow(
    'npm took --wrong-audience for itself. Write two hyphens before what is for the command: npm run play -- …',
  )
  expect(kept({ ...run, npm_config_loglevel: 'silent' })).not.toThrow()
  expect(kept({ npm_config_brief: 'true' })).not.toThrow()
})
