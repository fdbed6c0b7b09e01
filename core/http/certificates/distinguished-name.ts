import { Buffer } from 'node:buffer'

/**
 * A distinguished name as it is compared (RFC 4514): from the most general part to the most particular one, each with its
 * attributes sorted, types in capitals, and values without escapes. Values are compared as they are, letter by letter.
 */
export type ComparedName = readonly string[]

/** Longer ones are nobody's. Characters. */
const LONGEST_DN = 1000

/**
 * Reads a name as people write it, the most particular part first: `CN=servicea,O=Example`.
 * @returns undefined for what is none
 */
export function parseName(text: string): ComparedName | undefined {
  if (text.length > LONGEST_DN) return undefined
  return compared(splitUnescaped(text, ','))?.toReversed()
}

/** @param lines as Node has it: the most general part first, each on a line of its own, and escaped in the same way */
export function nameInCertificate(lines: string): ComparedName | undefined {
  return lines.length > LONGEST_DN ? undefined : compared(lines.split('\n'))
}

export const isSameName = (one: ComparedName, other: ComparedName | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other)

function compared(parts: readonly string[]): string[] | undefined {
  const read = parts.map((part) => {
    const attributes = splitUnescaped(part, '+').map(readAttribute)
    return attributes.includes(undefined) ? undefined : attributes.sort().join('+')
  })
  return read.every((part) => part !== undefined) ? read : undefined
}

/** Parts between separators that no backslash takes its meaning. */
function splitUnescaped(text: string, separator: string): string[] {
  const parts: string[] = []
  let from = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === separator) {
      parts.push(text.slice(from, at))
      from = at + 1
    }
  }
  return [...parts, text.slice(from)]
}

/** `cn = x` is `CN=x`; a space that belongs to the value is escaped (RFC 4514 §2.4). */
function readAttribute(text: string): string | undefined {
  const equals = text.indexOf('=')
  const type = text.slice(0, Math.max(0, equals)).trim().toUpperCase()
  const value = readValue(text.slice(equals + 1))
  return /^[A-Z][A-Z0-9-]*$|^\d[\d.]*$/.test(type) && value !== undefined ? JSON.stringify([type, value]) : undefined
}

/** A backslash stands before a sign, or before the two digits of a byte of UTF-8 (RFC 4514 §3). */
const SIGN = /\\([\da-f]{2})|\\(.)|[^\\]/gisu

const exactUtf8 = new TextDecoder('utf-8', { fatal: true })

/** Without escapes, and without the spaces around it that have none. */
function readValue(text: string): string | undefined {
  const signs = [...text.matchAll(SIGN)]
  const first = signs.findIndex(([sign]) => sign !== ' ')
  const used = first < 0 ? [] : signs.slice(first, signs.findLastIndex(([sign]) => sign !== ' ') + 1)
  const bytes = used.map(([sign, hex, escaped]) => (hex ? Buffer.from(hex, 'hex') : Buffer.from(escaped ?? sign)))
  const isWhole = signs.reduce((length, [sign]) => length + sign.length, 0) === text.length // no backslash at its end
  try {
    return isWhole ? exactUtf8.decode(Buffer.concat(bytes)) : undefined
  } catch {
    return undefined
  }
}
