import { readdir } from 'node:fs/promises'
import { posix } from 'node:path'
import { expect, test } from 'vitest'
import { blocksOf } from '../support/readme.ts'
import { readProjectFile } from '../support/project-files.ts'

const FOLDER = 'tests/contributing'
const blocks = blocksOf(await readProjectFile('CONTRIBUTING.md')).filter(({ language }) => language === 'ts')
const examples = (await readdir(import.meta.dirname)).filter((name) => !name.endsWith('.test.ts'))

/** With the places that its relative imports lead to: the same whether it stands here or where a reader puts it. */
const placed = (lines: readonly string[], file: string) =>
  lines
    .join('\n')
    .replaceAll(/from '(\.[^']+)'/g, (_, to: string) => `from '${posix.join(posix.dirname(file), to)}'`)
    .trim()

test('each example of the page is one that is tested, and each that is tested is on the page', async () => {
  const shown = blocks.map(({ lines: [place = '', ...lines] }) => placed(lines, place.replace(/^\/\/ /, '')))
  expect(shown).toHaveLength(examples.length)
  for (const example of examples) {
    const text = placed((await readProjectFile(`${FOLDER}/${example}`)).split('\n'), `${FOLDER}/${example}`)
    expect(
      shown.filter((each) => text.includes(each)),
      example,
    ).toHaveLength(1)
  }
})

test('an example says where it belongs, and that place is there', async () => {
  const places = blocks.map(({ lines: [place = ''] }) => place)
  for (const place of places) expect(place).toMatch(/^\/\/ (?:scenarios|core)\/[\w/.-]+\.ts$/)
  expect(await readProjectFile('scenarios/attacks/audience.ts')).toContain('AUDIENCE_ATTACKS')
})
