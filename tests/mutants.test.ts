import { stripTypeScriptTypes } from 'node:module'
import { describe, expect, test } from 'vitest'
import { chooseMutants, mutantsByRoom } from './mutants/choose-mutants.ts'
import { mutate, RowFault, type Mutant } from './mutants/mutant.ts'
import { MUTANTS } from './mutants/mutants.ts'
import { readProjectFile } from './support/project-files.ts'

// That the tests notice these mutants is proven by `npm run mutate`; here, that the table is true.

describe.each(MUTANTS.map((mutant) => [mutant.file, mutant.what, mutant] as const))('%s: %s', (file, _what, mutant) => {
  test('the row fits: each pattern stands in the file once, and what comes of it is another program', async () => {
    const text = await readProjectFile(file)
    const mutated = mutate(text, mutant)
    expect(mutated).not.toBe(text)
    expect(() => stripTypeScriptTypes(mutated)).not.toThrow()
  })

  test('there are tests that should notice it', async () => {
    expect(mutant.tests).not.toEqual([])
    for (const path of mutant.tests) {
      expect(path).toMatch(/\.test\.ts$/)
      expect(await readProjectFile(path)).toMatch(/\btest\b|Contract\(/)
    }
  })
})

test('no row stands there twice', () => {
  const names = MUTANTS.map(({ file, what }) => `${file}: ${what}`)
  expect(names).toHaveLength(new Set(names).size)
})

const mutant: Mutant = { file: 'a.ts', what: 'b', changes: [['one', 'two $&']], tests: [] }

test('a change is made once, as it stands there', () => {
  expect(mutate('there is one', mutant)).toBe('there is two $&')
})

test.each(['nothing here', 'one and one'])('a row that does not fit any more is a fault: %s', (text) => {
  expect(() => mutate(text, mutant)).toThrow(RowFault)
})

test('words choose by file and name, and two numbers a part of the list', () => {
  const list = ['a', 'b', 'c', 'd'].map((what, at): Mutant => ({ ...mutant, what, file: `core/${at + 1}.ts` }))
  const chosen = (...words: string[]) => chooseMutants(list, words).map(({ what }) => what)
  expect([chosen('all'), chosen('2-3'), chosen('core/1', ': d'), chosen('4-9', '1.ts: a')]).toEqual([
    ['a', 'b', 'c', 'd'],
    ['b', 'c'],
    ['a', 'd'],
    ['a', 'd'],
  ])
})

test('without words it is the first of each room', () => {
  const list = ['core/token/a.ts', 'core/http/b.ts', 'core/token/x/c.ts', 'core/d.ts'].map((file): Mutant => ({
    ...mutant,
    file,
  }))
  expect(chooseMutants(list, []).map(({ file }) => file)).toEqual(['core/token/a.ts', 'core/http/b.ts', 'core/d.ts'])
  expect(mutantsByRoom(list).map(([room, its]) => [room, its.length])).toEqual([
    ['core/token', 2],
    ['core/http', 1],
    ['core/d.ts', 1],
  ])
})
