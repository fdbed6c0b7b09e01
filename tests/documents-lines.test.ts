import { describe, expect, test } from 'vitest'
import { readCommand } from './support/document-commands.ts'
import { LINE_READERS } from './support/document-lines.ts'
import { readProject } from './support/project-files.ts'
import { commandsInText, commandsOf } from './support/readme.ts'
import { shellLinesOf } from './support/shell-blocks.ts'

const documents = [...(await readProject((path) => path.endsWith('.md')))]

/** `TOKEN=$(npm run -s control -- mint …)` is a command in another one. */
const innermost = (command: string) => /\$\((npm run -s [^)]+)\)/.exec(command)?.[1] ?? command

/** What a reader puts in the place of a word. */
const FILLED_IN: Readonly<Record<string, string>> = { NAME: 'valid' }

const called = documents.flatMap(([path, text]) => {
  const ofBlocks = [...commandsOf(text).map(({ command }) => command), ...shellLinesOf(text)]
  return [...ofBlocks, ...commandsInText(text)].map(innermost).flatMap((command) => {
    if (!/\bnpm run (?!stamp)/.test(command)) return []
    const { name, words } = readCommand(command)
    return [{ at: `${path}: ${command}`, name, words: words.map((word) => FILLED_IN[word] ?? word) }]
  })
})

/** The form of a command, for which no reader is there: `npm run mesh -- COMMAND`, `npm run control -- clock …`. */
const isForm = (words: readonly string[]) => ['COMMAND', '…'].includes(words.at(-1) ?? '')

const withWords = called.filter(({ words }) => words.length > 0 && !words.includes('--help') && !isForm(words))

describe('a command takes the words that a document writes behind it', () => {
  test.each([...new Map(withWords.map((line) => [line.at, line])).values()])('$at', async ({ name, words }) => {
    const read = LINE_READERS[name]
    expect(read, `${name}: what reads its words?`).toBeDefined()
    await read?.(words)
  })

  test('there are many, and of every reader', () => {
    expect(withWords.length).toBeGreaterThan(200)
    expect(new Set(withWords.map(({ name }) => name))).toEqual(new Set(Object.keys(LINE_READERS)))
  })

  test.each([
    ['npm run play', ['98']],
    ['npm run control', ['clock', 'advanced', '10m']],
    ['npm run keys', ['--thrust']],
    ['npm run mesh', ['lint', '--no-such-option']],
    ['npm run soak', ['nothing']],
  ])('%s %j is found', async (name, words) => {
    await expect((async () => LINE_READERS[name]?.(words))()).rejects.toThrow()
  })
})
