import { Buffer } from 'node:buffer'
import { MOST_OF_A_KIND, place, type TokenFault } from './fault.ts'

/** A segment of a token, decoded as far as it goes. */
export interface DecodedSegment {
  bytes: Buffer
  faults: TokenFault[]
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Signs of base64 that base64url writes in another way (RFC 4648 §5). */
const OF_BASE64: Readonly<Record<string, string>> = { '+': '-', '/': '_' }

/**
 * Reads base64url as leniently as it goes, and names each thing that a strict reader refuses: padding, signs of base64, signs of
 * nothing, a length that cannot be, bits that nobody reads (RFC 7515 §2, RFC 4648 §3.5, §5).
 */
export function decodeAnySegment(segment: string): DecodedSegment {
  const body = segment.slice(0, endOfBody(segment))
  const padding = segment.length - body.length
  const faults: TokenFault[] = []
  if (padding > 0)
    faults.push({
      at: body.length,
      says: `It ends with ${padding} × “=”: base64url of tokens has no padding (RFC 7515 §2)`,
    })
  faults.push(...strayCharacters(body))
  const kept = [...body.replaceAll(/[^A-Za-z0-9_\-+/]/g, '')].map((each) => OF_BASE64[each] ?? each).join('')
  faults.push(...lastCharacter(kept, body))
  return { bytes: Buffer.from(kept, 'base64url'), faults }
}

/** Where the padding begins, or the segment ends. */
function endOfBody(segment: string): number {
  let end = segment.length
  while (segment[end - 1] === '=') end--
  return end
}

function strayCharacters(body: string): TokenFault[] {
  const faults: TokenFault[] = []
  let more = 0
  for (const { index, 0: character } of body.matchAll(/[^A-Za-z0-9_-]/gu)) {
    if (faults.length >= MOST_OF_A_KIND) more++
    else faults.push({ at: index, says: sayStray(character, index) })
  }
  if (more > 0) faults.push({ says: `${more} more characters are no base64url` })
  return faults
}

function sayStray(character: string, at: number): string {
  const better = OF_BASE64[character]
  const where = place(at)
  if (better !== undefined)
    return `“${character}” at ${where} is of base64: base64url writes “${better}” in its place (RFC 4648 §5)`
  return `${shownCharacter(character)} at ${where} is no sign of base64url (A-Z a-z 0-9 - _)`
}

/** What cannot be seen is named by its number. */
function shownCharacter(character: string): string {
  const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(character) ? `“${character}” (${code})` : code
}

/** The length, and the bits of the last character: both show that something was cut, or was written by a lenient hand. */
function lastCharacter(kept: string, body: string): TokenFault[] {
  const rest = kept.length % 4
  if (rest === 1)
    return [
      {
        at: body.length,
        says: 'It is cut: no bytes have so many characters of base64url (one more than a multiple of four)',
      },
    ]
  const last = kept.at(-1)
  if (rest === 0 || last === undefined) return []
  const unused = rest === 2 ? 4 : 2
  const value = ALPHABET.indexOf(last)
  const clean = ALPHABET.at((value >> unused) << unused)
  if (clean === last) return []
  const says = `The last character, “${last}”, has bits that nobody reads; “${clean}” is the one that a strict reader takes (RFC 4648 §3.5). It may be cut`
  return [{ at: body.length - 1, says }]
}
