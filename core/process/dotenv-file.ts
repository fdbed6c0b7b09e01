import { readFileSync } from 'node:fs'
import { parse } from 'dotenv'
import type { Environment } from '../config/setting.ts'
import { inProject } from '../files/project-folder.ts'

/** The file of settings cannot be used. Says all that is to be said to the person who has written it. */
export class DotenvFault extends Error {
  override readonly name = 'DotenvFault'
}

/**
 * Reads the settings of `.env`: that of the folder where the program was called, or else that of the project. Without such
 * a file there are none.
 * @param tellStray is told each line, by its number, that is neither a setting nor a comment: it is left out
 * @throws DotenvFault when it is there and cannot be read: its settings would be left out in silence
 */
export function readDotenv(
  here = '.env',
  ofProject = inProject('.env'),
  tellStray: (line: number) => void = () => {},
): Environment {
  const bytes = dotenvBytes(here) ?? dotenvBytes(ofProject)
  if (bytes === undefined) return {}
  if (isUtf16(bytes)) throw new DotenvFault('.env is UTF-16. Save it as UTF-8.')
  const text = dotenvText(bytes)
  for (const line of strayLines(text)) tellStray(line)
  return parse(text)
}

function dotenvText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes) // without a byte order mark
  } catch {
    throw new DotenvFault('.env is not UTF-8. Save it as UTF-8.')
  }
}

/** A setting as dotenv takes it: a value in quotes may have several lines. */
const SETTING_LINE = /^[ \t]*(?:export\s+)?[\w.-]+(?:[ \t]*=|:\s)[ \t]*(?:'[^']*'|"[^"]*"|`[^`]*`)?.*$/gm

/** @returns their numbers, from 1 */
function strayLines(text: string): number[] {
  const rest = text.replace(/\r\n?/g, '\n').replace(SETTING_LINE, (setting) => setting.replace(/[^\n]/g, ''))
  return rest.split('\n').flatMap((line, index) => (/^\s*(?:#.*)?$/.test(line) ? [] : [index + 1]))
}

function dotenvBytes(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ENOENT') return undefined
    throw new DotenvFault(WHY[code] ?? `.env cannot be read: ${code}.`, { cause: error })
  }
}

const WHY: Record<string, string> = {
  EISDIR: '.env is a folder. Remove it, or put the settings into a file of that name.',
  EACCES: '.env may not be read: permission denied. Give yourself access to it (chmod u+r .env).',
}

/** By its byte order mark, or by the zero in each of its first letters. */
function isUtf16([first, second]: Uint8Array): boolean {
  const hasMark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  return hasMark || first === 0 || second === 0
}
