import { expect, test } from 'vitest'
import { STARTED_NAMES } from '#core/config/processes'
import { CONSOLE_ROWS } from './bench/console-figures.ts'
import { choosePart } from './bench/part.ts'
import { START_ROWS } from './bench/start-times.ts'
import { compare, type Round } from './bench/summary.ts'
import { cpuSeconds, familyOf, HAS_USAGE, proportionalMegabytes } from './bench/usage.ts'
import { WHOLE_ROWS } from './bench/whole.ts'
import { needs } from './support/needs.ts'

const KEY_ROWS = ['the last, and making all keys', 'the last, and reading all keys']

test('a start has Node, the imports of each process that npm start starts, the keys, and what it waits', () => {
  const alike = /^service[bc]$/
  const processes = STARTED_NAMES.filter((name) => !alike.test(name))
  const named = {
    'jwt-factory': 'the factory',
    servicea: 'a service',
    neighbours: 'neighbours',
    console: 'the console',
  }
  const imports = processes.map((name) => `Node and the imports of ${(named as Record<string, string>)[name]}`)
  expect(START_ROWS).toEqual(expect.arrayContaining(['Node alone', ...imports, ...KEY_ROWS]))
})

needs(!HAS_USAGE && 'this platform has no /proc').test(
  'the memory of a process is told in parts, and its family has it',
  () => {
    expect(familyOf(process.pid)).toContain(process.pid)
    expect(proportionalMegabytes(process.pid)).toBeGreaterThan(10)
    expect(proportionalMegabytes(process.pid)).toBeLessThan(process.memoryUsage().rss / 2 ** 20 + 100)
    expect(cpuSeconds(process.pid)).toBeGreaterThan(0)
  },
)

/** A round of one request. */
const roundOf = (seconds: number): Round => ({
  perSecond: 1,
  milliseconds: [1],
  cpuByProcess: { one: seconds },
  foreignShare: 0,
})

test('a limit counts as often as its ratio says', () => {
  const rows = new Map([
    ['proxy', [roundOf(3)]],
    ['bare', [roundOf(1)]],
    ['check', [roundOf(2)]],
  ])
  const ratio = { name: 'r', of: ['proxy'], by: ['bare', { row: 'check', times: 1.5 }], aim: 0.7 }
  expect(compare(rows, [ratio])).toEqual([{ name: 'r', median: 0.75, low: 0.75, high: 0.75, aim: 0.7, isMet: false }])
  expect([...choosePart('sidecar signer ES256 /').rows]).toEqual([
    'sidecar signer ES256',
    'plain pass-through of a whole address',
    'crypto sign ES256',
  ])
})

test('a part has its limits with it, and nothing else', () => {
  const { rows, ratios, startRows } = choosePart('scenario 3 /')
  expect([...rows]).toEqual(['scenario 3', 'bare chain 3', 'crypto sign ES256', 'crypto verify ES256'])
  expect(ratios.map(({ of }) => of)).toEqual([['scenario 3']])
  expect(startRows).toEqual([])
  expect([...choosePart('mesh decision').rows]).toEqual(['mesh decision over 100 policies', 'crypto verify ES256'])
  expect(choosePart('start')).toMatchObject({ ratios: [], startRows: START_ROWS, consoleRows: [], issuerRows: [] })
  expect(choosePart('whole')).toMatchObject({ ratios: [], startRows: [], wholeRows: WHOLE_ROWS, consoleRows: [] })
  expect(choosePart('console')).toMatchObject({ ratios: [], startRows: [], consoleRows: CONSOLE_ROWS })
  expect(choosePart('30 who follow').consoleRows).toHaveLength(1)
})
