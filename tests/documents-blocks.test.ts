import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readBaseline } from '../apps/probe/reports/baseline.ts'
import { COMMANDS, readCommand } from './support/document-commands.ts'
import { knownVariables } from './support/document-variables.ts'
import { PROJECT, readProject } from './support/project-files.ts'
import { blocksOf, commandsOf } from './support/readme.ts'
import { indentedBlocksOf, SHELL_BLOCKS, shellLinesOf } from './support/shell-blocks.ts'

const documents = [...(await readProject((path) => path.endsWith('.md')))]
const ours = documents.filter(([path]) => !path.startsWith('tests/vectors/'))
const tests = [...(await readProject((path) => /\.(?:test|soak)\.ts$/.test(path))).keys()]

/** The tests that a reason names, and the program or folder that runs it otherwise. */
function runnersIn(reason: string) {
  const files = [...reason.matchAll(/[\w-]+(?:\.\w+)?\.(?:test|soak)\.ts/g)].map(([name]) => name)
  const others = [...reason.matchAll(/\.ci\/run|tests\/soak\b/g)].map(([name]) => name)
  return { files, others }
}

test.each(ours)('%s has no block that is only indented: no test would read it', (_path, text) => {
  expect(indentedBlocksOf(text)).toEqual([])
})

test('an indented block is found', () => {
  expect(indentedBlocksOf('Do this:\n\n    npm start\n\nand wait.')).toEqual(['    npm start'])
  expect(indentedBlocksOf('- One\n\n    still one\n')).toEqual([])
})

describe('whoever looks at a command only says who runs it', () => {
  const reasons = [...Object.entries(COMMANDS), ...Object.entries(SHELL_BLOCKS)].flatMap(([name, row]) => {
    if (typeof row === 'object') return 'onlyChecked' in row ? [[name, row.onlyChecked] as const] : []
    return name in SHELL_BLOCKS ? [[name, row] as const] : []
  })

  test.each(reasons)('%s: %s', (_name, reason) => {
    const { files, others } = runnersIn(reason)
    expect([...files, ...others]).not.toEqual([])
    for (const name of files) expect(tests).toContainEqual(expect.stringMatching(`(?:^|/)${name}$`))
    for (const other of others) expect(existsSync(join(PROJECT, other))).toBe(true)
  })
})

test('what needs programs of others stands in blocks of its own, and each page of them is in the table', () => {
  const withShell = ours.filter(([, text]) => shellLinesOf(text).length > 0)
  expect(withShell.map(([path]) => path).sort()).toEqual(Object.keys(SHELL_BLOCKS).sort())
  for (const [path, text] of withShell) {
    const row = SHELL_BLOCKS[path]
    if (typeof row === 'object') expect(text, path).toMatch(row.nobody)
    for (const line of shellLinesOf(text).filter((each) => each.startsWith('npm run '))) readCommand(line)
  }
})

test('a block of settings sets what somebody reads', async () => {
  const known = await knownVariables()
  const lines = ours.flatMap(([, text]) => blocksOf(text)).filter(({ language }) => language === 'env')
  for (const line of lines.flatMap((block) => block.lines)) expect(known).toContain(line.split('=')[0])
  expect(lines.length).toBeGreaterThan(0)
})

test('most commands are really done', () => {
  const treatments = ours
    .flatMap(([, text]) => commandsOf(text))
    .map(({ command }) => COMMANDS[readCommand(command).name])
  const done = treatments.filter((treatment) => typeof treatment === 'string')
  expect(done.length / treatments.length).toBeGreaterThan(0.7)
})

test('the baseline that stands behind a command of the probe is one', async () => {
  const commands = ours.flatMap(([, text]) => commandsOf(text))
  const shown = commands.filter(({ command, shownAs }) => command.startsWith('npm run probe') && shownAs === 'json')
  expect(shown).toHaveLength(1)
  for (const each of shown) expect(readBaseline(each.shown).accepted).not.toEqual([])
})
