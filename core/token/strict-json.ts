/**
 * JSON that every parser reads the same way. `JSON.parse` alone takes the last of two equal names, where other
 * readers take the first; a gateway and a service would then see different claims (RFC 7515 §10.12, RFC 8259 §4).
 */

export const MAX_DEPTH = 32

/** Why a text is not strict JSON. The message names the fault and a place, never the content. */
export class NotStrictJson extends Error {
  override readonly name = 'NotStrictJson'
}

/**
 * Reads UTF-8 JSON and refuses what readers disagree about: a byte-order mark, broken UTF-8, duplicate names,
 * `__proto__`, more than 32 levels.
 * @throws NotStrictJson for everything it refuses
 */
export function parseStrictJson(bytes: Uint8Array): unknown {
  let text: string
  try {
    text = utf8.decode(bytes)
  } catch {
    throw new NotStrictJson('the text is not UTF-8')
  }
  return parseStrictJsonText(text)
}

/** The same for a text that is decoded already. */
export function parseStrictJsonText(text: string): unknown {
  if (text.charCodeAt(0) === 0xfeff) throw new NotStrictJson('the text starts with a byte-order mark')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new NotStrictJson('the text is not JSON')
  }
  scan(text)
  return value
}

// fatal: RFC 8725 §3.7 wants UTF-8 and nothing else. ignoreBOM keeps the mark in the text, so that it is seen.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Looks at names and depth. `JSON.parse` has already said that the grammar holds, so this may be simple. */
function scan(text: string): void {
  const open: (Set<string> | undefined)[] = [] // the names so far in each open object; undefined for an array
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '{' || character === '[') {
      if (open.length === MAX_DEPTH) throw new NotStrictJson(`more than ${MAX_DEPTH} levels`)
      open.push(character === '{' ? new Set() : undefined)
    } else if (character === '}' || character === ']') {
      open.pop()
    } else if (character === '"') {
      const end = endOfString(text, at)
      const names = open.at(-1)
      if (names && isName(text, end)) remember(names, text.slice(at, end + 1))
      at = end
    }
  }
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}

/** A string is a member name when a colon follows it. */
function isName(text: string, end: number): boolean {
  let at = end + 1
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++
  return text[at] === ':'
}

function remember(names: Set<string>, literal: string): void {
  // Names are compared after unescaping: "sub" and "\u0073ub" are one name (RFC 7515 §5.3).
  const name: string = literal.includes('\\') ? JSON.parse(literal) : literal.slice(1, -1)
  if (name === '__proto__') throw new NotStrictJson('a member is named __proto__')
  if (names.has(name)) throw new NotStrictJson('a member name appears twice')
  names.add(name)
}
