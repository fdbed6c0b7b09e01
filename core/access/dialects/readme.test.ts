import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { openSidecar } from './dialect.fixture.ts'

test.each(['strict', 'jwtproxy'] as const)('the page says what the dialect %s does, in its order', async (dialect) => {
  const page = await readFile(new URL('README.md', import.meta.url), 'utf8')
  const { checks, gaps, title } = openSidecar({ dialect }).access.description
  const [, part = ''] = page.split(`\n## ${dialect}\n`)
  const rows = (part.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| '))
  const cells = rows.map((row) => row.split('|').map((cell) => cell.trim()).slice(1, -1)) // prettier-ignore
  expect(part).toContain(title)
  expect(cells.filter(([first]) => first?.startsWith('`'))).toEqual(
    checks.map(({ name, rule }) => [`\`${name}\``, rule]),
  )
  const wanted = gaps.map(({ id, says, by, bound = '' }) => [id, says, by, bound])
  expect(cells.filter((row) => row.length === 4).slice(2)).toEqual(wanted)
})
