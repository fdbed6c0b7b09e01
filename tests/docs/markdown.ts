/** A cell of a table: text of the code, in one line. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').trim()

const rowOfTable = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`

/** A table with its heading. @param rows each as long as the heading */
export function markdownTable(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  return [rowOfTable(heading), rowOfTable(heading.map(() => '---')), ...rows.map(rowOfTable)].join('\n')
}

/** A fenced block. @param lines what is in it */
export const fenced = (language: string, lines: readonly string[]): string =>
  ['```' + language, ...lines, '```'].join('\n')

/** Says where a page comes from, for whoever is about to edit it. */
export const madeFrom = (what: string): string => `<!-- Made by "npm run docs" from ${what}: edit that. -->`

/** A page of these parts. */
export const markdownPage = (...parts: readonly string[]): string =>
  `${parts.filter((part) => part !== '').join('\n\n')}\n`
