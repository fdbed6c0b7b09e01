import { readFileSync } from 'node:fs'
import { parse } from 'dotenv'
import type { Environment } from '../config/setting.ts'
import { inProject, IS_COMPILED } from '../files/project-folder.ts'

/** The file of settings cannot be used. Says all that is to be said to the person who has written it. */
export class DotenvFault extends Error {
  override readonly name = 'DotenvFault'
}

/**
 * Reads the settings of `.env`: that of the folder where the program was called, or else that of the project. Without such
 * a file there are none. A package reads its own alone: a `HOST` that somebody's program has there would open the sandbox to all.
 * @param tellStray is told each line, by its number, that is neither a setting nor a comment: it is left out
 * @param tellOpen is told each line with a value whose quote has no end: the quote, or what follows, becomes a part of the value
 * @throws DotenvFault when it is there and cannot be read: its settings would be left out in silence
 */
export function readDotenv(
  here = IS_COMPILED ? inProject('.env') : '.env',
  ofProject = inProject('.env'),
  tellStray: (line: number) => void = () => {},
  tellOpen: (line: number) => void = () => {},
): Environment {
  const bytes = dotenvBytes(here) ?? dotenvBytes(ofProject)
  if (bytes === undefined) return {}
  if (isUtf16(bytes)) throw new DotenvFault('.env is UTF-16. Save it as UTF-8.')
  const text = dotenvText(bytes)
  for (const line of strayLines(text)) tellStray(line)
  for (const line of openLines(text)) tellOpen(line)
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

const withPlainEnds = (text: string) => text.replace(/\r\n?/g, '\n')

const QUOTED = /^[ \t]*(?:export\s+)?[\w.-]+(?:[ \t]*=|:\s)[ \t]*(['"`])/
const FURTHER_SETTING = /\n[ \t]*(?:export\s+)?\w+[ \t]*=/

/**
 * A value begins with a quote of which no other follows: dotenv takes the line as it is. Or the other one belongs to something
 * else further down ("# it's mine"), and the settings between them would be a part of the value.
 */
function openLines(text: string): number[] {
  const plain = withPlainEnds(text)
  return [...plain.matchAll(SETTING_LINE)].flatMap(({ 0: setting, index }) => {
    const quote = QUOTED.exec(setting)?.[1]
    const isOpen = quote !== undefined && (setting.split(quote).length === 2 || FURTHER_SETTING.test(setting))
    return isOpen ? [plain.slice(0, index).split('\n').length] : []
  })
}

/** @returns their numbers, from 1 */
function strayLines(text: string): number[] {
  const rest = withPlainEnds(text).replace(SETTING_LINE, (setting) => setting.replace(/[^\n]/g, ''))
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
