import { expect, test } from 'vitest'
import { isTest } from './support/imports.ts'
import { namesUsedTwice, ringWordFaults } from './support/names.ts'
import { readProject } from './support/project-files.ts'

const sources = await readProject((path) => /\.[jt]s$/.test(path) && path.includes('/'))

test('no two files export things of one name', () => {
  expect(namesUsedTwice(new Map([...sources].filter(([file]) => !isTest(file))))).toEqual([])
})

test('the title of a test says "ring id" of a ring, and "key id" of a kid', () => {
  expect(
    [...sources].flatMap(([file, text]) =>
      isTest(file) && file !== 'tests/names.test.ts' ? ringWordFaults(file, text) : [],
    ),
  ).toEqual([])
})

// The rules above prove something only if they can fail.

test('a name that two files export is found', () => {
  const text = 'export interface Wish {}\n'
  const files = new Map([
    ['core/a.ts', text],
    ['core/b.ts', `${text}export const other = 1\n`],
  ])
  expect(namesUsedTwice(files)).toEqual(['Wish is exported by core/a.ts and core/b.ts'])
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
