import { readFileSync } from 'node:fs'
import type { WorkshopStep } from './step.ts'

const ROOT = new URL('../../../', import.meta.url)
const found = new Map<string, { file: string; line?: number; text: string }>()

/** Finds the line of the code that decides, as the file is on this machine. */
export function findCode({ file, find }: WorkshopStep['code']): { file: string; line?: number; text: string } {
  const key = `${file} ${find}`
  const known = found.get(key)
  if (known) return known
  const line = linesOf(file).findIndex((each) => each.includes(find)) + 1
  const code = { file, ...(line > 0 && { line }), text: find }
  found.set(key, code)
  return code
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(new URL(file, ROOT), 'utf8').split('\n')
  } catch {
    return []
  }
}
