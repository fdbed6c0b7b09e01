import { expect, test } from 'vitest'
import { rowsOfName } from './support/interop/markdown-table.ts'
import { gapOf } from './support/interop/version-gap.ts'
import { readProjectFile } from './support/project-files.ts'
import { VERIFIERS } from './support/interop/verifiers.ts'

const page = await readProjectFile('docs/interop.md')
const ruby = { name: 'ruby-jwt', source: { debian: 'ruby-jwt' } } as const
const [[, version = ''] = []] = rowsOfName(page, ruby.name)

test('a client that the machine has in another version than the page is of is not compared, and both versions are named', () => {
  expect(gapOf(ruby, '9.9.9', rowsOfName(page, ruby.name))).toBe(
    `this machine has ruby-jwt 9.9.9, and docs/interop.md is of ${version}`,
  )
  expect(gapOf(ruby, version, rowsOfName(page, ruby.name))).toBe(false)
  expect(gapOf(ruby, '9.9.9', [])).toBe(false)
})

test('one of the lock file is always compared: with another version the page is out of date', () => {
  expect(gapOf({ name: 'jose', source: { npm: 'jose' } }, '99.0.0', rowsOfName(page, 'jose'))).toBe(false)
})

const ENDS = { javascript: 'js', python: 'py', ruby: 'rb' } as const
const written = VERIFIERS.flatMap(
  (row) => (row.language in ENDS ? [{ ...row, language: row.language as keyof typeof ENDS }] : []), // by the line above
)

test.each(written)(
  'the quick start of $name names the key set only where the page says that it must',
  async ({ client, language, finds }) => {
    const program = await readProjectFile(`tests/interop/${language}/${client}.${ENDS[language]}`)
    expect(program.replaceAll(/\/\*\*.*\*\//g, '').includes('/.well-known/jwks.json')).toBe(finds === undefined)
  },
)
