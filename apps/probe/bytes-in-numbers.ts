import { Buffer } from 'node:buffer'
import { withoutEscapes } from './hide-tokens.ts'

/** As programs write bytes: how each of them is found, and which number it is. */
const BYTE_WRITINGS: readonly (readonly [pattern: RegExp, radix: number])[] = [
  [/(?<![\w.-])-?\d{1,3}(?![\w.])/g, 10], // signed ones, too, as Java has them
  [/(?<=0x)[0-9a-f]{1,2}(?![0-9a-f])/gi, 16],
  [/(?<=\\)[0-3][0-7]{2}/g, 8],
  [/(?<![\w.])[01]{8}(?![\w.])/g, 2],
]

/** Fewer numbers are no signature. */
const LEAST_NUMBERS = 4

/**
 * The bytes that a text has in lists of numbers (decimal, signed, hexadecimal with a prefix, octal escapes, binary), every second one too
 * as behind the places of a list, and those that it has as letters and escapes.
 * @returns hexadecimal digits
 */
export function hexOfBytesIn(text: string): string[] {
  const numbers = BYTE_WRITINGS.map(([pattern, radix]) =>
    (text.match(pattern) ?? []).map((each) => Number.parseInt(each, radix)),
  )
  const lists = numbers.filter(({ length }) => length >= LEAST_NUMBERS)
  const second = lists.flatMap((list) => [0, 1].map((rest) => list.filter((_, at) => at % 2 === rest)))
  const letters = [text, withoutEscapes(text)].filter((each) => /[\u0080-\u00ff]/.test(each))
  return [
    ...[...lists, ...second].map((list) => Buffer.from(list)),
    ...letters.map((each) => Buffer.from(each, 'latin1')),
  ].map((bytes) => bytes.toString('hex'))
}
