import { expect, test } from 'vitest'
import { readYamlParts, type YamlPart } from './yaml-parts.ts'

const BOUNDS = { characters: 300_000, documents: 20, depth: 20, nodes: 1000, aliases: 100_000 }
const read = (text: string) => readYamlParts(text, BOUNDS)

/** The values alone. */
function plain(part: YamlPart | undefined): unknown {
  if (!part) return undefined
  if (part.kind === 'scalar') return part.value
  if (part.kind === 'list') return part.items.map(plain)
  return Object.fromEntries(part.entries.map(({ key, value }) => [key, plain(value)]))
}

test('several documents are read, each part with its line and column', () => {
  const documents = read('# first\na: 1\n---\nlist:\n  - x: yes\n    y: "2"\n  -\n')
  expect(documents.map(({ root }) => plain(root))).toEqual([{ a: 1 }, { list: [{ x: true, y: '2' }, null] }])
  const list = documents[1]?.root
  expect(list).toMatchObject({ entries: [{ key: 'list', place: { line: 4, column: 1 } }] })
  expect(JSON.stringify(list)).toContain('"key":"y","place":{"line":6,"column":5}')
})

test('a key that stands twice is told with both places, what is around it, and what would be lost', () => {
  const [document] = read('from:\n- source:\n    principals: [a]\n  source:\n    namespaces: [b]\n')
  expect(document?.faults).toEqual([])
  expect(document?.doubled).toEqual([
    {
      key: 'source',
      within: 'from',
      first: { line: 2, column: 3 },
      second: { line: 4, column: 3 },
      lost: ['principals'],
    },
  ])
})

test('an alias stands for the part before it, at the place of that part', () => {
  const [document] = read('a: &x [1, 2]\nb: *x\n')
  expect(plain(document?.root)).toEqual({ a: [1, 2], b: [1, 2] })
})

test('a name of a prototype is a key like any other', () => {
  const [document] = read('__proto__: {admin: yes}\n')
  expect(document?.root).toMatchObject({ entries: [{ key: '__proto__' }] })
})

const many = (name: string) => Array(10).fill(`*${name}`).join(',')

function growingAliases(): string {
  return ['a: &a [x,x,x]', `b: &b [${many('a')}]`, `c: &c [${many('b')}]`, `d: [${many('c')}]`].join('\n')
}

test.each([
  ['a list without an end', 'a: [1,\n', 2],
  ['a tag that is unknown', 'a: !!js/function x', 1],
  ['an alias of nothing', 'a: 1\nb: *x', 2],
  ['an alias of what is around it', 'a: &x [*x]', 1],
  ['a key that is a list', '? [a]\n: 1', 1],
  ['lists in lists', '['.repeat(25) + ']'.repeat(25), 1],
  ['lists in lists beyond measure', '['.repeat(20_000), 1],
  ['aliases that grow', growingAliases(), 4],
  ['too many parts', `[${'x,'.repeat(2000)}x]`, 1],
  ['too many documents', '---\n'.repeat(1000), 1],
  ['too many ends of documents', '...\n'.repeat(1000), 1],
  ['too many characters', 'x'.repeat(300_001), 1],
])('%s is a fault with a place, and nothing is thrown', (_what, text, line) => {
  const [document] = read(text)
  expect(document?.root).toBeUndefined()
  expect(document?.faults[0]).toEqual({ line, column: expect.any(Number), message: expect.any(String) })
})

test('twenty thousand keys, and as many aliases, take no longer than their number', () => {
  const keys = Array.from({ length: 20_000 }, (_, at) => `k${at}: 1`).join('\n')
  const aliases = `a: &a 1\nb: [${Array(20_000).fill('*a').join(', ')}]`
  for (const text of [keys, aliases]) {
    const [document] = readYamlParts(text, { ...BOUNDS, nodes: 100_000 })
    expect(document?.root?.size).toBeGreaterThan(20_000)
  }
})
