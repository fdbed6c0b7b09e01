import { stripVTControlCharacters } from 'node:util'

/** A column that is narrower holds no sentence: then the line goes on below an earlier one. */
const LEAST_COLUMN = 24

/** What is longer is no line for people: the terminal itself may break it. */
const LONGEST_LINE = 4000

/**
 * Breaks the lines of a text at spaces where they are too long. What follows stands below the last column of the line:
 * behind its last gap of two spaces or more, or behind what it is indented by.
 * @param columns the width of the terminal; Infinity where there is none
 */
export const wrapText = (text: string, columns: number): string =>
  text
    .split('\n')
    .flatMap((line) => wrapLine(line, columns))
    .join('\n')

/** The same for one line. Colours take no room. */
export function wrapLine(line: string, columns: number): string[] {
  if (line.length > LONGEST_LINE || widthOf(line) <= columns) return [line]
  const { begin, hang } = findColumn(line, columns)
  const lines: string[] = []
  let current = line.slice(0, begin)
  let isEmpty = true
  for (const [, gap = '', word = ''] of line.slice(begin).matchAll(/( *)([^ ]+)/g)) {
    const isFull = widthOf(current) + gap.length + widthOf(word) > columns
    if (isFull && !isEmpty) {
      lines.push(current)
      current = hang + word
    } else {
      current += gap + word
    }
    isEmpty = false
  }
  return [...lines, current]
}

const longestWord = (text: string) => Math.max(...text.split(' ').map(widthOf))

const widthOf = (text: string) => stripVTControlCharacters(text).length

/**
 * Where the last column of a line begins, and what its further lines begin with. A comment goes on as a comment, so that
 * the command before it can be copied with all of it.
 */
function findColumn(line: string, columns: number): { begin: number; hang: string } {
  const ends = [...line.matchAll(/^ +| {2,}/g)].map(({ index, 0: gap }) => index + gap.length)
  const roomAt = (end: number) => columns - widthOf(line.slice(0, end))
  const fitting = ends.findLast((end) => roomAt(end) >= Math.max(LEAST_COLUMN, longestWord(line.slice(end))))
  const begin = fitting ?? ends.findLast((end) => roomAt(end) >= LEAST_COLUMN) ?? 0
  const isComment = stripVTControlCharacters(line.slice(begin)).startsWith('# ')
  return { begin, hang: ' '.repeat(widthOf(line.slice(0, begin))) + (isComment ? '# ' : '') }
}
