import { readFileSync } from 'node:fs'
import type { WorkshopStep } from './step.ts'

type CodeOfStep = Pick<WorkshopStep['code'], 'file' | 'find'>

/** Where the code stands. */
export interface FoundCode {
  readonly file: string
  /** From 1; absent where the file is not there, as in a package that has other files. */
  readonly line?: number
  /** The line with some around it, so that a statement is whole; without the file, what is looked for. */
  readonly text: string
}

const ROOT = new URL('../../../', import.meta.url)
const found = new Map<CodeOfStep, FoundCode>()

/** Finds the line of the code that decides, as the file is on this machine. */
export function findCode(code: CodeOfStep): FoundCode {
  const known = found.get(code)
  if (known) return known
  const { file, find: text } = code
  const lines = linesOfFile(file)
  const line = lines.findIndex((each) => each.includes(text)) + 1
  const place = { file, ...(line > 0 && { line }), text: line > 0 ? textAround(lines, line) : text }
  found.set(code, place)
  return place
}

/** Of a step, beside the line that decides. */
const LINES_ABOVE = 4
const LINES_BELOW = 4

/** As far to the left as they go; without the ends of what begins further above, and what stands behind the next empty line. */
function textAround(lines: readonly string[], line: number): string {
  const begin = Math.max(0, line - 1 - LINES_ABOVE)
  const emptyAbove = lines.slice(begin, line - 1).findLastIndex((each) => each.trim() === '')
  const from = lines.findIndex(
    (each, at) => at > begin + emptyAbove && (at === line - 1 || !/^[\s)}\]]*[;,]?$/.test(each)),
  )
  const emptyBelow = lines.findIndex((each, at) => at >= line && each.trim() === '')
  const around = lines.slice(from, Math.min(line + LINES_BELOW, emptyBelow < 0 ? lines.length : emptyBelow))
  const indents = around.filter((each) => each.trim() !== '').map((each) => each.search(/\S/))
  return around
    .map((each) => each.slice(Math.min(...indents)))
    .join('\n')
    .trimEnd()
}

/** What decides stands near the end of its function, as a rule. Lines. */
const SHOWN_BEFORE = 20
const SHOWN_BEHIND = 8

/** @returns the lines around it, numbered, the one that decides marked by an arrow; empty where the file is not there */
export function showCode(code: CodeOfStep): string {
  const { file, line } = findCode(code)
  if (line === undefined) return ''
  const begin = Math.max(0, line - 1 - SHOWN_BEFORE)
  const shown = linesOfFile(file).slice(begin, line + SHOWN_BEHIND)
  const numbered = shown.map((text, at) => {
    const number = begin + at + 1
    return `${number === line ? '→' : ' '} ${String(number).padStart(4)}  ${text}`.trimEnd()
  })
  return [`${file}:${line}`, '', ...numbered, ''].join('\n')
}

function linesOfFile(file: string): string[] {
  try {
    return readFileSync(new URL(file, ROOT), 'utf8').split('\n')
  } catch {
    return []
  }
}
