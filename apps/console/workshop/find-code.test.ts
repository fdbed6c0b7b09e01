import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { findCode } from './find-code.ts'
import { WORKSHOP_STEPS } from './tracks.ts'

test.each(WORKSHOP_STEPS.map(({ id, code }) => [id, code] as const))(
  '%s: the code that decides is found, once',
  async (_id, code) => {
    const text = await readFile(new URL(`../../../${code.file}`, import.meta.url), 'utf8')
    expect(text.split(code.find)).toHaveLength(2)
    const { line = 0, ...found } = findCode(code)
    expect(found).toEqual({ file: code.file, text: code.find })
    expect(text.split('\n')[line - 1]).toContain(code.find)
  },
)

test('where the file is not there, as in a package without it, there is no line', () => {
  expect(findCode({ file: 'nowhere.ts', find: 'x' })).toEqual({ file: 'nowhere.ts', text: 'x' })
})
