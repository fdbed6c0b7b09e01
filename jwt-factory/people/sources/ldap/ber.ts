import { Buffer } from 'node:buffer'

/** Bytes that are no answer of a directory, or more of them than anybody waits for. */
export class GarbledAnswer extends Error {
  override readonly name = 'GarbledAnswer'

  constructor(what: string) {
    super(`its answers make no sense: ${what}`)
  }
}

export const BER = { sequence: 0x30, set: 0x31, integer: 0x02, enumerated: 0x0a, text: 0x04 } as const

/** A value by where it lies: `from` is its tag, and `start` what is in it. */
export interface BerElement {
  readonly tag: number
  readonly from: number
  readonly start: number
  readonly end: number
}

/**
 * Reads a tag and a length, which is definite (RFC 4511 §5.1).
 * @returns undefined where bytes of them are missing; what they announce may still be to come
 * @throws GarbledAnswer
 */
export function readBerHeader(bytes: Buffer, from: number, limit: number): BerElement | undefined {
  const [tag, first] = [bytes[from], bytes[from + 1]]
  if (tag === undefined || first === undefined || from + 2 > limit) return undefined
  if (first < 0x80) return { tag, from, start: from + 2, end: from + 2 + first }
  const size = first - 0x80
  if (size === 0 || size > 4) throw new GarbledAnswer('a length cannot be read')
  const start = from + 2 + size
  if (start > limit) return undefined
  return { tag, from, start, end: start + bytes.readUIntBE(from + 2, size) }
}

/** So many values are in another one: an empty one has two bytes, and whoever reads it makes some hundred of them. */
export const MOST_BER_VALUES = 4000

/** The values within one, which fill it. @throws GarbledAnswer */
export function berElements(bytes: Buffer, { start, end }: Pick<BerElement, 'start' | 'end'>): BerElement[] {
  const elements: BerElement[] = []
  for (let from = start; from < end;) {
    const element = readBerHeader(bytes, from, end)
    if (!element || element.end > end) throw new GarbledAnswer('a value ends behind what it is in')
    if (elements.push(element) > MOST_BER_VALUES) throw new GarbledAnswer('one has too many values')
    from = element.end
  }
  return elements
}

/** Writes a value. */
export function berElement(tag: number, ...parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const header = length < 0x80 ? Buffer.of(tag, length) : Buffer.of(tag, 0x84, 0, 0, 0, 0)
  if (header.length > 2) header.writeUInt32BE(length, 2)
  return Buffer.concat([header, ...parts])
}
