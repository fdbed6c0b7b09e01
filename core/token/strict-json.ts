import { isExactNumber } from './exact-number.ts'
import { JSON_CHARACTERS, hasMoreStructure } from './structure.ts'

/**
 * JSON that every parser reads the same way. `JSON.parse` alone takes the last of two equal names, where other
 * readers take the first; a gateway and a service would then see different claims (RFC 7515 §10.12, RFC 8259 §4). It
 * rounds 9007199254740993 to …992 and 1e-400 to 0, where others keep it (RFC 8259 §6, RFC 7493 §2.2), and it takes half a surrogate
 * pair, which has no UTF-8 (RFC 8259 §8.2, RFC 7493 §2.1).
 */

/** How deep a token or a body may be. */
export const MAX_DEPTH = 32

/** Why a text is not strict JSON. The message names the fault and the place, never the content. */
export class NotStrictJson extends Error {
  override readonly name = 'NotStrictJson'
  /** Where in the text, counted from 0, where that is known. */
  readonly at: number | undefined

  constructor(fault: string, at?: number) {
    super(at === undefined ? fault : `${fault}, at character ${at + 1}`) // people count from 1
    this.at = at
  }
}

/**
 * Reads UTF-8 JSON and refuses what readers disagree about: a byte-order mark, broken UTF-8, duplicate names,
 * `__proto__`, more than 32 levels, numbers that a double rounds, halves of surrogate pairs.
 * @throws NotStrictJson for everything it refuses
 */
export function parseStrictJson(bytes: Uint8Array, numbers?: Numbers): unknown {
  let text: string
  try {
    text = utf8.decode(bytes)
  } catch {
    throw new NotStrictJson('the text is not UTF-8')
  }
  return parseStrictJsonText(text, MAX_DEPTH, Infinity, numbers)
}

/** Whether a number that a double cannot hold exactly is refused, or rounded as many readers do. Infinity is no number either way. */
type Numbers = 'exact' | 'rounded'

/** The runtime mostly says where it gave up; the rest of its message repeats the text, which nobody should show. */
function whereIn(text: string, error: unknown): number | undefined {
  const message = error instanceof Error ? error.message : ''
  if (message.endsWith('end of JSON input')) return text.length
  const at = / in JSON at position (\d{1,9})/.exec(message)?.[1]
  return at === undefined ? undefined : Number(at)
}

/**
 * The same for a text that is decoded already.
 * @param depth how many levels it may have
 * @param structure how many structural characters (RFC 8259 §2): for texts that may be longer than a body of a request
 */
export function parseStrictJsonText(
  text: string,
  depth = MAX_DEPTH,
  structure = Infinity,
  numbers: Numbers = 'exact',
): unknown {
  if (hasMoreStructure(text, structure)) throw new NotStrictJson('the text has too many members and values')
  if (text.charCodeAt(0) === 0xfeff) throw new NotStrictJson('the text starts with a byte-order mark')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new NotStrictJson('the text is not JSON', whereIn(text, error))
  }
  if (!text.isWellFormed()) throw new NotStrictJson('the text has half of a surrogate pair')
  scan(text, depth, numbers)
  return value
}

// fatal: RFC 8725 §3.7 wants UTF-8 and nothing else. ignoreBOM keeps the mark in the text, so that it is seen.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const { QUOTE, BACKSLASH, COMMA, COLON, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT } = JSON_CHARACTERS
const MINUS = 0x2d
const ZERO = 0x30
const NINE = 0x39

/** What is open: a list, or an object with the names that it has had so far. */
type Level = typeof LIST | typeof NO_NAMES | Set<string>

const LIST = 0
const NO_NAMES = 1

/** The set of the innermost object, made for its first name: a body may have thirty thousand objects without any. */
function namesIn(open: Level[]): Set<string> {
  const names = open.at(-1)
  if (names instanceof Set) return names
  const made = new Set<string>()
  open[open.length - 1] = made
  return made
}

/** Looks at names, depth, numbers and escapes. `JSON.parse` has already said that the grammar holds, so this may be simple. */
function scan(text: string, depth: number, numbers: Numbers): void {
  const open: Level[] = []
  const hasEscapes = text.includes('\\')
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at)
    if (character === QUOTE) {
      const end = hasEscapes ? endOfString(text, at) : text.indexOf('"', at + 1)
      const string = hasEscapes ? unescaped(text.slice(at, end + 1), at) : undefined
      if (open.at(-1) !== LIST && isName(text, end)) remember(namesIn(open), string ?? text.slice(at + 1, end), at)
      at = end
    } else if (character === OPEN_OBJECT || character === OPEN_LIST) {
      if (open.length === depth) throw new NotStrictJson(`there are more than ${depth} levels`, at)
      open.push(character === OPEN_OBJECT ? NO_NAMES : LIST)
    } else if (character === CLOSE_OBJECT || character === CLOSE_LIST) {
      open.pop()
    } else if (character === MINUS || (character >= ZERO && character <= NINE)) {
      at = checkNumber(text, at, numbers)
    }
  }
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  for (let next = text.charCodeAt(at); next !== QUOTE; next = text.charCodeAt(at)) at += next === BACKSLASH ? 2 : 1
  return at
}

/** A string is a member name when a colon follows it. */
function isName(text: string, end: number): boolean {
  let at = end + 1
  while (isSpace(text.charCodeAt(at))) at++
  return text.charCodeAt(at) === COLON
}

const isSpace = (character: number) =>
  character === 0x20 || character === 0x0a || character === 0x0d || character === 0x09

/** Names are compared after unescaping: "sub" and "\u0073ub" are one name (RFC 7515 §5.3). */
function unescaped(literal: string, at: number): string {
  if (!literal.includes('\\')) return literal.slice(1, -1)
  const string: string = JSON.parse(literal)
  if (!string.isWellFormed()) throw new NotStrictJson('a string has half of a surrogate pair', at)
  return string
}

function remember(names: Set<string>, name: string, at: number): void {
  if (name === '__proto__') throw new NotStrictJson('a member is named __proto__', at)
  if (names.has(name)) throw new NotStrictJson('a member name appears twice', at)
  names.add(name)
}

/** @returns where the number ends */
function checkNumber(text: string, start: number, numbers: Numbers): number {
  let end = start + 1
  while (!isEnd(text.charCodeAt(end))) end++
  const number = text.slice(start, end)
  if (numbers === 'rounded' ? !Number.isFinite(Number(number)) : !isExactNumber(number)) {
    throw new NotStrictJson('a number cannot be read exactly as it is written', start)
  }
  return end - 1
}

/** Behind a number stands a comma, a bracket, a space or nothing. */
const isEnd = (character: number) =>
  Number.isNaN(character) ||
  character === COMMA ||
  character === CLOSE_LIST ||
  character === CLOSE_OBJECT ||
  isSpace(character)
