import { isObject, type Claims } from '#core/token/claims'

import { type Weakness } from '../checks.ts'
import { crashes, neverEnds, weak } from '../weakness.ts'

const fromText =
  (read: (bytes: Buffer) => string | undefined, of: 'claims' | 'header' = 'claims'): Weakness =>
  (strict) => ({
    [of]: (bytes: Uint8Array) => {
      const before = Buffer.from(bytes).toString()
      const text = read(Buffer.from(bytes))
      return strict[of](text === undefined || text === before ? bytes : Buffer.from(text))
    },
  })

const replaced = (pattern: RegExp, by: string) => fromText((bytes) => bytes.toString().replaceAll(pattern, by))
const orCrash =
  (of: 'claims' | 'header'): Weakness =>
  (strict) => ({
    [of]: (bytes: Uint8Array) => {
      try {
        return strict[of](bytes)
      } catch {
        return crashes()
      }
    },
  })

const MEMBER = /"((?:[^"\\]|\\.)*)":("[^"]*"|\d+)/g
/** An object of texts and numbers. */
const FLAT = /^\{(?:"(?:[^"\\]|\\.)+":(?:"[^"]*"|\d+),?)+\}$/

/** As many readers do it, and the first of equal names counts. @returns undefined where each name is there once */
function firstWins(text: string): Record<string, unknown> | undefined {
  const members = [...text.matchAll(MEMBER)].map(([, name = '', value = '']) => [unescaped(name), JSON.parse(value)])
  const first = Object.fromEntries(members.toReversed()) as Record<string, unknown> // of equal names the last one stays
  return Object.keys(first).length === members.length ? undefined : first
}

const unescaped = (name: string) => JSON.parse(`"${name}"`) as string // it is one

/** What is wrong about how JSON is read. */
export const JSON_SWITCHES = {
  'names-twice-first-wins': weak('Of equal names the first one counts', (strict) => ({
    claims: (bytes) => {
      try {
        return strict.claims(bytes)
      } catch (error) {
        const text = Buffer.from(bytes).toString()
        const first = FLAT.test(text) ? firstWins(text) : undefined
        if (!first) throw error
        return first as Claims // the checks look at it
      }
    },
  })),
  'names-twice-fall-over': weak('Equal names make it fall over', (strict) => ({
    header: (bytes) => (Buffer.from(bytes).toString().split('"alg":').length > 2 ? crashes() : strict.header(bytes)),
  })),
  'claims-deep-fall-over': weak('Deep claims make it fall over', (strict) => ({
    claims: (bytes) => (Buffer.from(bytes).includes('[[[[[[[[') ? crashes() : strict.claims(bytes)),
  })),
  'claims-in-a-list': weak(
    'Of a list of claims the first ones count',
    fromText((bytes) => (bytes.toString().startsWith('[{') ? bytes.toString().slice(1, -1) : undefined)),
  ),
  'claims-must-be-json': weak('Claims that are no JSON make it fall over', orCrash('claims')),
  'claims-must-be-an-object': weak('Claims that are no object make it fall over', (strict) => ({
    claims: (bytes) => (isObject(strict.claims(bytes)) ? strict.claims(bytes) : crashes()),
  })),
  'header-must-be-json': weak('A header that is no JSON object makes it fall over', orCrash('header')),
  'json-end-ignored': weak('Whatever stands behind the claims is ignored', replaced(/\}[A-Z]+$/g, '}')),
  'json5-accepted': weak(
    'Claims may be in JSON5',
    fromText((bytes) =>
      bytes
        .toString()
        .replaceAll(/\/\*.*?\*\//g, '')
        .replaceAll(/'(\w+)'/g, '"$1"')
        .replace(/,\}$/, '}'),
    ),
  ),
  'json-words-of-javascript': weak(
    'NaN and Infinity are numbers, and no time is after them',
    neverEnds(/(?<=:)(?:NaN|Infinity)/),
  ),
  'mark-before-claims': weak(
    'A byte-order mark does not count',
    fromText((bytes) => (bytes.toString().startsWith('\ufeff') ? bytes.toString().slice(1) : undefined)),
  ),
  'mark-before-header': weak(
    'A byte-order mark before the header does not count',
    fromText((bytes) => (bytes.toString().startsWith('\ufeff') ? bytes.toString().slice(1) : undefined), 'header'),
  ),
  'utf16-guessed': weak(
    'The encoding of claims is guessed',
    fromText((bytes) => (bytes[1] === 0 ? bytes.toString('utf16le') : undefined)),
  ),
  'utf8-repaired': weak('Broken UTF-8 is repaired', (strict) => ({
    claims: (bytes) => strict.claims(Buffer.from(Buffer.from(bytes).toString())),
  })),
  'numbers-rounded': weak(
    'Large numbers are rounded, and a subject may be one',
    fromText((bytes) => bytes.toString().replace('9007199254740993', '"9007199254740992"')),
  ),
}
