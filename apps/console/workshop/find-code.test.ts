import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { findCode, showCode } from './find-code.ts'
import { WORKSHOP_STEPS } from './tracks.ts'

test.each(WORKSHOP_STEPS.map(({ id, code }) => [id, code] as const))(
  '%s: the code that decides is found, once',
  async (_id, code) => {
    const text = await readFile(new URL(`../../../${code.file}`, import.meta.url), 'utf8')
    expect(text.split(code.find)).toHaveLength(2)
    const { line = 0, ...found } = findCode(code)
    expect(found).toEqual({ file: code.file, text: expect.stringContaining(code.find) })
    expect(found.text.split('\n').length).toBeGreaterThan(2)
    expect(text.split('\n')[line - 1]).toContain(code.find)
  },
)

test('it is shown with the lines around it, numbered, and an arrow at the one that decides', () => {
  const [first] = WORKSHOP_STEPS
  const text = showCode(first?.code ?? { file: '', find: '' })
  expect(text).toMatch(/^core\/token\/verify-signature\.ts:\d+\n\n/)
  expect(text.match(/^→ {1,4}\d+ .*const isGood = checkQuickly/gm)).toHaveLength(1)
  expect(text.split('\n').length).toBeLessThan(40)
  expect(text).toContain('export async function checkSignature(')
})

test('where the file is not there, as in a package without it, there is no line', () => {
  expect(findCode({ file: 'nowhere.ts', find: 'x' })).toEqual({ file: 'nowhere.ts', text: 'x' })
  expect(showCode({ file: 'nowhere.ts', find: 'x' })).toBe('')
})
