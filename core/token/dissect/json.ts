import { hasMoreLevels } from '../structure.ts'
import { place, type TokenFault } from './fault.ts'
import { NotStrictJson, parseStrictJsonText } from '../strict-json.ts'

/** What the bytes of a segment say, as far as they can be read. */
export interface ReadJson {
  /** As text, with a sign for what is no UTF-8. */
  text: string
  /** Absent where it is no JSON at all. */
  value?: unknown
  /** Whether lenient readers alone read it like that. */
  isLenient?: true
  faults: TokenFault[]
}

/** Reads the bytes of a segment as strict JSON, and, where that refuses them, as lenient readers would. */
export function readLeniently(bytes: Uint8Array): ReadJson {
  const broken = firstBrokenByte(bytes)
  const text = lenientUtf8.decode(bytes)
  if (broken !== undefined) {
    const says = `Byte ${broken + 1} does not belong there: this is no UTF-8 (RFC 7515 §4, RFC 7519 §7.2)`
    return { text, ...asLenient(text), faults: [{ says, at: text.indexOf('\ufffd') }] }
  }
  try {
    return { text, value: parseStrictJsonText(text), faults: [] }
  } catch (error) {
    if (!(error instanceof NotStrictJson)) throw error
    return { text, ...asLenient(text), faults: [explainJson(text, error)] }
  }
}

const lenientUtf8 = new TextDecoder('utf-8', { ignoreBOM: true })
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** What has more cannot even be written again: `JSON.stringify` goes into each level, and ends with the room of its stack. */
const MOST_SHOWN_LEVELS = 200

function asLenient(text: string): Pick<ReadJson, 'value' | 'isLenient'> {
  try {
    return hasMoreLevels(text, MOST_SHOWN_LEVELS) ? {} : { value: JSON.parse(text), isLenient: true }
  } catch {
    return {}
  }
}

/** By halves: each look takes half of what is left. */
function firstBrokenByte(bytes: Uint8Array): number | undefined {
  if (isUtf8(bytes)) return undefined
  let [good, bad] = [0, bytes.length]
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (isUtf8(bytes.subarray(0, middle), true)) good = middle
    else bad = middle
  }
  return good
}

/** @param isPart whether it may end in the middle of a character */
function isUtf8(bytes: Uint8Array, isPart = false): boolean {
  try {
    const decoder = isPart ? new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }) : strictDecoder
    decoder.decode(bytes, { stream: isPart })
    return true
  } catch {
    return false
  }
}

/** With what stands there, for the few faults that people make. */
function explainJson(text: string, { message, at }: NotStrictJson): TokenFault {
  if (text === '') return { says: 'It is empty: there is no JSON in it' }
  const found = at === undefined ? undefined : text[at]
  if (at !== undefined && at >= text.length && !message.startsWith('a '))
    return { at: text.length, says: `The JSON ends too early, after ${place(text.length - 1)}: it is cut` }
  const hint = message.startsWith('the text is not JSON') && found !== undefined ? (HINTS[found] ?? '') : ''
  const says = `${message[0]?.toUpperCase()}${message.slice(1)}${WHY_STRICT[message.split(',')[0] ?? ''] ?? ''}${hint}`
  return { says, ...(at !== undefined && { at }) }
}

const HINTS: Readonly<Record<string, string>> = {
  "'": ': JSON has no single quotes',
  '}': ': a comma too many before it, or a value is missing',
  ']': ': a comma too many before it, or a value is missing',
}

const WHY_STRICT: Readonly<Record<string, string>> = {
  'a member name appears twice': ': some readers take the first, others the last (RFC 7515 §4, RFC 7519 §4)',
  'a number cannot be read exactly as it is written': ': readers round it differently (RFC 7493 §2.2)',
  'a string has half of a surrogate pair': ': it has no UTF-8 (RFC 8259 §8.2)',
  'the text starts with a byte-order mark': ': JSON that is sent has none (RFC 8259 §8.1)',
}
