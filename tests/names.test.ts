import { expect, test } from 'vitest'
import { isTest } from './support/imports.ts'
import {
  exportsUsedTwice,
  namesUsedTwice,
  ringWordFaults,
  SAME_WORD,
  SAME_WORD_OF_TESTS,
  unexplainedRules,
} from './support/names.ts'
import { readProject, readProjectFile } from './support/project-files.ts'

const sources = await readProject((path) => /\.[jt]s$/.test(path) && path.includes('/'))

const isMeant = (fault: string) => [...SAME_WORD.keys()].some((name) => fault.startsWith(`${name} is`))

test('no two files declare things of one name, but for a word that means the same in both', () => {
  const faults = namesUsedTwice(new Map([...sources].filter(([file]) => !isTest(file))))
  expect(faults.filter((fault) => !isMeant(fault))).toEqual([])
  expect(faults.filter(isMeant)).toHaveLength(SAME_WORD.size)
})

test('no two files export things of one name to tests', () => {
  const faults = exportsUsedTwice(new Map([...sources].filter(([file]) => isTest(file))))
  const names = faults.map((fault) => fault.split(' ')[0])
  expect(names.sort()).toEqual([...SAME_WORD_OF_TESTS.keys()])
})

test('the title of a test says "ring id" of a ring, and "key id" of a kid', () => {
  expect(
    [...sources].flatMap(([file, text]) =>
      isTest(file) && file !== 'tests/names.test.ts' ? ringWordFaults(file, text) : [],
    ),
  ).toEqual([])
})

test('the number of a rule, in the name of a test, is explained', async () => {
  const page = await readProjectFile('core/access/dialects/README.md')
  const files = [...sources].filter(([file]) => file.endsWith('.test.ts') && file !== 'tests/names.test.ts')
  expect(files.flatMap(([file, text]) => unexplainedRules(file, text, page))).toEqual([])
})

// The rules above prove something only if they can fail.

test('a name that two files declare is found, exported or not', () => {
  const files = new Map([
    ['core/a.ts', 'export interface Wish {}\nasync function act() {}\nexport const a = 1\n'],
    ['core/b.ts', 'interface Wish {}\n\nconst act = () => {\n  const a = 2\n}\n'],
  ])
  expect(namesUsedTwice(files)).toEqual([
    'Wish is declared by core/a.ts and core/b.ts',
    'act is declared by core/a.ts and core/b.ts',
  ])
})

test('a name that two files export to tests is found, and what they declare for themselves is not', () => {
  const one = 'export const ask = 1\nconst own = 2\n'
  expect(
    exportsUsedTwice(
      new Map([
        ['tests/a.ts', one],
        ['tests/b.ts', one],
      ]),
    ),
  ).toEqual(['ask is declared by tests/a.ts and tests/b.ts'])
})

test('a title that says "key id" of a ring is found', () => {
  const a = "test('an unknown key id is a 404', async () => {\n  await post('/issueToken/nobody')\n})\n"
  const b = "test.each(IDS)(\n  'the key id %s is an ordinary one',\n  (ringId) => {\n  call(ringId)\n},\n)\n"
  const c = "test('a token without a key id', () => verify(kid))\n"
  expect(ringWordFaults('a.test.ts', c + a + c + b)).toEqual([
    'a.test.ts: "an unknown key id is a 404" is about a ring: say "ring id"',
    'a.test.ts: "the key id %s is an ordinary one" is about a ring: say "ring id"',
  ])
  expect(ringWordFaults('a.test.ts', c)).toEqual([])
})

test('the number of a rule that no page explains is found', () => {
  const text = "test('AB-3, AB-4: a')\ntest('CD-1: b')\ntest('P-256')\n"
  expect(unexplainedRules('a.test.ts', text, '| AB-1 to AB-3 | a system |\n')).toEqual([
    'a.test.ts: AB-4 is explained nowhere',
    'a.test.ts: CD-1 is explained nowhere',
  ])
})
