import { expect, test } from 'vitest'
import { readYaml } from './yaml-text.ts'

test('YAML is read as programs in Go read it: yes is a boolean, 0755 octal, a date a text', () => {
  const { value, faults } = readYaml('a: yes\nb: 0755\nc: 2001-12-14\nd: 1:30\ne: ~\nf: [1, "x", 1.5]\n')
  expect(faults).toEqual([])
  expect(value).toEqual({ a: true, b: 0o755, c: '2001-12-14', d: '1:30', e: null, f: [1, 'x', 1.5] })
})

test('a key is a name, also where a value of its spelling would be none', () => {
  expect(readYaml('y: 1\n0755: 2\non: 3\n').value).toEqual({ y: 1, '0755': 2, on: 3 })
})

test('what is to be a text is handed out as it is written, also in a list', () => {
  const text = 'a: yes\nb: [0x10, off, x, ~]\nc: 1_000\nd: yes\n'
  expect(readYaml(text, ['a', 'b', 'c']).value).toEqual({
    a: 'yes',
    b: ['0x10', 'off', 'x', null],
    c: '1_000',
    d: true,
  })
})

test('a key that appears twice is a fault at its second line, by its name; what else the text says can be looked at', () => {
  const { value, faults, lineOf } = readYaml('a:\n  b: 1\n  c: 2\n  b: 3\non: 1\non: 2\n')
  expect(faults).toEqual([
    { line: 4, message: '"b" appears twice in its block: remove one of them' },
    { line: 6, message: '"on" appears twice in its block: remove one of them' },
  ])
  expect(value).toEqual({ a: { b: 3, c: 2 }, on: 2 })
  expect(lineOf(['a', 'b'])).toBe(4)
})

test('no more than a hundred faults are told: to find each takes as long as the text', () => {
  expect(readYaml('a:\n'.repeat(2000)).faults).toHaveLength(100)
})

test.each<[string, (keys: string[]) => string]>([
  ['lines', (keys) => keys.map((key) => `${key}: 1`).join('\n')],
  ['braces', (keys) => `{${keys.map((key) => `${key}: 1`).join(',')}}`],
])('a map of very many different keys, in %s, is read in one pass', (_what, write) => {
  const keys = Array.from({ length: 20_000 }, (_, at) => `k${at}`)
  const begin = process.cpuUsage()
  const { value, faults } = readYaml(write(keys))
  const { user, system } = process.cpuUsage(begin)
  expect([Object.keys(Object(value)).length, faults]).toEqual([20_000, []])
  expect((user + system) / 1_000_000).toBeLessThan(6) // half a second; each key held against each other one took 17
  expect(readYaml(write([...keys, 'k7'])).faults).toEqual([
    { line: expect.any(Number), message: '"k7" appears twice in its block: remove one of them' },
  ])
})

test('a text that is no YAML has no value, whatever appears twice in it', () => {
  const { value, faults } = readYaml('a: 1\na: 2\nb: [1,\n')
  expect(value).toBeUndefined()
  expect(faults.length).toBeGreaterThan(1)
})

test.each([
  ['a list without an end', 'a: [1,\n'],
  ['a tag that is unknown', 'a: !!js/function x'],
  ['several documents', 'a: 1\n---\nb: 2\n'],
  ['a text nested beyond measure', '['.repeat(200_000)],
  ['aliases that grow', growing()],
])('%s is a fault, and nothing is thrown', (_what, text) => {
  const { value, faults } = readYaml(text)
  expect(value).toBeUndefined()
  expect(faults[0]).toEqual({ line: expect.any(Number), message: expect.any(String) })
})

function many(name: string): string {
  return Array(10).fill(`*${name}`).join(',')
}

function growing(): string {
  return ['a: &a [x,x,x]', `b: &b [${many('a')}]`, `c: &c [${many('b')}]`, `d: [${many('c')}]`].join('\n')
}

test('a part is found by its path, at the line of its name; what is not there, at what stands around it', () => {
  const { lineOf } = readYaml('# first\na:\n  b: 1\n  list:\n  - x: 1\n  - x: 2\n    y: 3\n')
  expect(lineOf(['a', 'b'])).toBe(3)
  expect(lineOf(['a', 'list', 1])).toBe(6)
  expect(lineOf(['a', 'list', 1, 'y'])).toBe(7)
  expect(lineOf(['a', 'list', 7, 'y'])).toBe(4)
  expect(lineOf(['a', 'nothing'])).toBe(2)
})

test('a name of a prototype is a name like any other', () => {
  const { value } = readYaml('__proto__: {admin: yes}\n')
  expect(({} as { admin?: unknown }).admin).toBeUndefined()
  expect(Object.keys(value as object)).toEqual(['__proto__'])
})
