import { expect, test } from 'vitest'
import type { NumberedScenario } from '#scenarios'
import { readQuery } from '#core/http/query'
import { readArguments, UsageFault } from '#core/process/command-line'
import { parametersOf } from '#scenarios'
import { listScenarios, playLine, readPlayOptions } from './options.ts'

const lesson: NumberedScenario = {
  number: 6,
  title: 'The key changes',
  story: 'A key takes over.',
  caller: 'servicea',
  callees: ['serviceb', 'servicec'],
  trust: 'key-set',
  variants: { emergency: 'the old key has leaked' },
  play: async () => ({}),
}

const read = (line: string) =>
  readPlayOptions(
    readArguments(
      line.split(' ').filter(Boolean),
      playLine(async () => [lesson]),
    ),
    [lesson],
  )

test.each([
  ['6', {}],
  ['6 --expired', { expired: '1' }],
  ['6 --expired=serviceb', { expired: 'serviceb' }],
  ['6 --expired servicec', { expired: 'servicec' }],
  ['--expired servicec 6', { expired: 'servicec' }],
  ['--expired 6', { expired: '1' }],
  ['6 --emergency', { emergency: '1' }],
  ['6 --token exp-30s-ago', { token: 'exp-30s-ago' }],
  ['6 --token=valid --emergency', { token: 'valid', emergency: '1' }],
  ['6 --emergency=no --expired=123', { emergency: 'no', expired: '123' }],
])('options become the query of the play: %s', (line, query) => {
  expect(read(line)).toEqual({ scenario: lesson, query, isBrief: false, withTokens: false })
})

test.each(['6 --tokens', '6 --token', '--token 6', '6 --tokens --emergency'])('%s shows the tokens as well', (line) => {
  expect(read(line)).toMatchObject({
    withTokens: true,
    query: expect.not.objectContaining({ token: expect.anything() }),
  })
})

test('what the command shows is no part of the query', () => {
  expect(read('6 --brief --emergency --token')).toMatchObject({
    query: { emergency: '1' },
    isBrief: true,
    withTokens: true,
  })
})

test('who does not say which scenario gets no play, and there is a list of them with their variants', () => {
  expect(read('')).toBeUndefined()
  expect(listScenarios([lesson]).join('\n')).toMatch(/6 {2}The key changes\n +--emergency {2}the old key has leaked/)
})

test.each(['emergancy', 'expire', 'Expired', 'wrong-audience', 'trace'])(
  '--%s is refused in the words of the address',
  (name) => {
    const words = wordsOf(() => readQuery({ [name]: '1' }, parametersOf(lesson), 'Scenario 6'))
    expect(words).toContain('is not known here')
    expect(() => read(`6 --${name}`)).toThrow(UsageFault)
    expect(wordsOf(() => read(`6 --${name}`))).toBe(words)
  },
)

test.each([
  ['6 --expired=servicea', 'The parameter "expired" cannot be "servicea". Scenario 6 takes: expired'],
  ['6 --expired=', 'The parameter "expired" cannot be "".'],
  ['6 --emergency=perhaps', 'The parameter "emergency" cannot be "perhaps".'],
  ['6 --breif', 'npm run play has no option --breif. Did you mean --brief?'],
  ['6 --token exp-30-ago', 'The parameter "token" cannot be "exp-30-ago". Did you mean "exp-30s-ago"?'],
  ['6 7', 'npm run play takes SCENARIO: "7" is one too many.'],
  ['6 --emergency --expired b c', '"c" is one too many'],
  ['7', 'There is no scenario "7". npm run play lists them all.'],
  ['06', 'There is no scenario "06".'],
  ['--nonsense', '--nonsense is for a scenario, and none is named.'],
  ['--expired', '--expired is for a scenario, and none is named.'],
])('%s is refused', (line, words) => {
  expect(() => read(line)).toThrow(UsageFault)
  expect(wordsOf(() => read(line))).toContain(words)
})

function wordsOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    return (error as Error).message
  }
  return 'nothing was refused'
}

test('a scenario that takes no token by name says why, and does not ask whether the same was meant', () => {
  const behindSidecars: NumberedScenario = { ...lesson, trust: 'sidecars' }
  const given = { words: [String(lesson.number)], options: { token: 'valid' } }
  expect(() => readPlayOptions(given, [behindSidecars])).toThrow(/takes no token by name \(--token\): \w.*\w\.$/)
})
