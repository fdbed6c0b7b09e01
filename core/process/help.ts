import { IS_COMPILED } from '../files/project-folder.ts'
import type { CommandLine, OptionOfCommand } from './command-line.ts'
import { wrapText } from './wrap.ts'

/** What `--help` shows: how a command is called, what it does, its options, whatever it says besides, and examples. */
export async function helpOf(line: CommandLine, columns: number): Promise<string> {
  const { name, about, words = [], options = {}, examples, further } = line
  const usage = [...words.map(shownWord), Object.keys(options).length > 0 ? '[OPTIONS]' : ''].filter(Boolean)
  const sections = [
    [`Usage: ${[name, ...(usage.length > 0 ? [...(hasDashes(name) ? [] : ['--']), ...usage] : [])].join(' ')}`, about],
    ...optionSections(options),
    ...(further ? [await further()] : []),
    ['For instance:', ...examples.map((example) => `  ${example}`)],
  ]
  return `${sections.map((lines) => wrapText(lines.join('\n'), columns)).join('\n\n')}\n`
}

/** One heading, or one for each group; the columns are as wide in each. */
function optionSections(options: NonNullable<CommandLine['options']>): string[][] {
  const entries = Object.entries(options)
  const headings = entries.map(([, { group = 'Options' }]) => group)
  const lines = table([
    ...entries.map(([option, entry]) => [shownOption(option, entry), entry.about]),
    HELP,
    ...VERSION_ROW,
  ])
  const groups = Map.groupBy(lines, (_line, at) => headings[at] ?? [...new Set(headings)].at(-1) ?? 'Options')
  return [...groups].map(([heading, some]) => [`${heading}:`, ...some])
}

/** A command with what is for it. @param name as a person calls it */
export const commandWith = (name: string, words: string): string => `${name}${hasDashes(name) ? '' : ' --'} ${words}`

/** npm alone takes whatever stands before them for its own: `npm run mesh -- lint` has them already. */
export const hasDashes = (name: string): boolean => !name.startsWith('npm ') || name.includes(' -- ')

const HELP = ['--help', 'shows this text, and does nothing']

/** The command of the package shows it (deploy/package/bin); npm has words of its own for that. */
const VERSION_ROW = IS_COMPILED ? [['--version', 'shows the version of jwt-sandbox, and does nothing']] : []

const shownWord = (word: string) => (word.endsWith('?') ? `[${word.slice(0, -1)}]` : word.replace(/^(.+)…$/, '[$1 …]'))

function shownOption(name: string, { value }: OptionOfCommand): string {
  if (value === undefined) return `--${name}`
  return value.endsWith('?') ? `--${name}[=${value.slice(0, -1)}]` : `--${name}=${value}`
}

/**
 * Rows of texts as lines, each column as wide as its widest text.
 * @param gap spaces between two columns
 */
export function table(rows: readonly (readonly string[])[], gap = 2): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    `  ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' '.repeat(gap))}`.trimEnd(),
  )
}
