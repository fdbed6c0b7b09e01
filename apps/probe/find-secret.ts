import { Buffer } from 'node:buffer'
import { hexOfBytesIn } from './bytes-in-numbers.ts'
import { withoutEscapes } from './hide-tokens.ts'
import { unpacked } from './unpack.ts'

/** So many letters of a signature, one after another, are a part of it. */
const TOLD_LETTERS = 8

/** What is shorter is no signature. Letters. */
const SHORTEST_SIGNATURE = 20

/** A shorter secret stands in many a text. Letters. */
const SHORTEST_FOUND_SECRET = 8

/**
 * Whether a text tells what must not be known: a part of a signature beyond its first letters, or a whole secret. It is found as it
 * is, lastLetterFirst, with anything in between, in capitals, and in what programs commonly write: escapes, numbers, base64, base32,
 * hexadecimal digits, compressed, turned by 13 letters; and the bytes of a signature as numbers or escapes. Takes time in proportion to the text.
 */
export function createSecretFinder(
  tokens: readonly string[],
  secrets: readonly string[],
  read: (text: string) => TextReadings = readInAllWays,
): (text: string) => boolean {
  const parts = tokens.flatMap(signaturesOf).flatMap((each) => [each, Buffer.from(each, 'base64url').toString('hex')])
  // Without what a report shows of each token: the first letters.
  const told = parts.map(bareLetters).flatMap((each) => [each, lastLetterFirst(each)].map((letters) => letters.slice(1))).join(' ') // prettier-ignore
  const wholes = secrets
    .map(bareLetters)
    .filter(({ length }) => length >= SHORTEST_FOUND_SECRET)
    .flatMap((each) => [each, lastLetterFirst(each)])
  return (text) => {
    const { letters, slices } = read(text)
    return wholes.some((each) => letters.some((reading) => reading.includes(each))) || slices.some((each) => told.includes(each)) // prettier-ignore
  }
}

/** A text in all the ways in which it may be read. */
export interface TextReadings {
  readonly letters: readonly string[]
  /** Each piece of theirs that would tell a part of a signature, once. */
  readonly slices: readonly string[]
}

function readInAllWays(text: string): TextReadings {
  const letters = readingsOf(text).map(bareLetters)
  return { letters, slices: [...new Set(letters.flatMap(slicesOf))] }
}

/** Targets say the same again and again: what they said last is read once. */
export function createTextReader(): (text: string) => TextReadings {
  const known = new Map<string, TextReadings>()
  return (text) => {
    const before = known.get(text)
    if (before) return before
    const readings = readInAllWays(text)
    if (known.size >= MOST_TEXTS_KEPT) known.clear()
    known.set(text, readings)
    return readings
  }
}

/** Each of some kilobytes. */
const MOST_TEXTS_KEPT = 50

/** Of a token in compact form or in JSON (RFC 7515 §7): what is behind its payload. */
function signaturesOf(token: string): string[] {
  const inJson = [...token.matchAll(/"signature"\s*:\s*"([\w-]+)/g)].map(([, signature = '']) => signature)
  return [...inJson, ...(token.includes('{') ? [] : token.split('.').slice(2))].filter(
    ({ length }) => length >= SHORTEST_SIGNATURE,
  )
}

const SET_BETWEEN = /\\+(?:[nrt"/0]|u[0-9a-f]{4})|&#?\w{1,10};|<[^<>]{0,100}>/gi

const bareLetters = (text: string) =>
  text
    .replace(SET_BETWEEN, '')
    .replace(/[^0-9a-z]/gi, '')
    .toLowerCase()

const lastLetterFirst = (letters: string) => [...letters].toReversed().join('')

const slicesOf = (letters: string): string[] =>
  Array.from({ length: Math.max(0, letters.length - TOLD_LETTERS + 1) }, (_, at) => letters.slice(at, at + TOLD_LETTERS)) // prettier-ignore

function readingsOf(text: string): string[] {
  const plain = text.normalize('NFKC')
  const unescaped = withoutEscapes(withoutEscapes(plain))
  const runs = [plain, unescaped].flatMap((each) => each.match(/[\w+/-]{24,}/g) ?? []).slice(0, MOST_RUNS)
  const encoded = [...runs, plain.replace(/[^\w+/-]/g, '')]
  return [
    plain,
    unescaped,
    turned(plain),
    ...[2, 8, 10, 16].map((radix) => numbersAsText(plain, radix)),
    ...encoded.flatMap(decodedRun),
    ...hexOfBytesIn(text),
  ]
}

const MOST_RUNS = 20

const turned = (text: string) =>
  text.replace(/[a-z]/gi, (letter) => {
    const first = letter <= 'Z' ? 65 : 97
    return String.fromCharCode(((letter.charCodeAt(0) - first + 13) % 26) + first)
  })

const numbersAsText = (text: string, radix: number): string =>
  (text.match(/[0-9a-f]{2,8}/gi) ?? [])
    .map((each) => Number.parseInt(each, radix))
    .map((code) => (code >= 32 && code < 127 ? String.fromCharCode(code) : ''))
    .join('')

function decodedRun(run: string): string[] {
  const shifted = [0, 1, 2, 3].map((from) => Buffer.from(run.slice(from), 'base64'))
  const hex = [0, 1].map((from) => Buffer.from(run.replace(/[^0-9a-f]/gi, '').slice(from), 'hex'))
  return [...shifted, ...hex, fromBase32(run), ...shifted.flatMap(unpacked)].map((bytes) => bytes.toString('latin1'))
}

/** RFC 4648 §6. */
function fromBase32(run: string): Buffer {
  const bits = [...run.toUpperCase().replace(/[^A-Z2-7]/g, '')]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((each) => Number.parseInt(each, 2)))
}
