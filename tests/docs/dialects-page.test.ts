import { expect, test } from 'vitest'
import { readProjectFile } from '../support/project-files.ts'
import { DIALECTS_PAGE, dialectsPage } from './dialects-page.ts'

const kept = await readProjectFile(DIALECTS_PAGE)

test('the page of the dialects says what each does, in its order, and what comes through (npm run docs)', async () => {
  expect(kept).toBe(await dialectsPage(kept))
})

test('a check that is missing comes back, and what is written by hand stays', async () => {
  const row = kept.split('\n').find((line) => line.startsWith('| `key-set`')) ?? ''
  expect(row).toContain('as Istio')
  expect(await dialectsPage(kept.replace(`${row}\n`, ''))).toBe(kept)
})

test('a dialect without a part gets one', async () => {
  const [before = '', part = ''] = kept.split('\n## strict-relay\n')
  const made = await dialectsPage(before)
  const tables = part.slice(part.indexOf('| check'))
  expect(made.slice(made.indexOf('\n## strict-relay\n'))).toContain(tables)
})
