import { TokenRejected } from './rejection.ts'

/** The claims set (RFC 7519 §4). Names keep their spelling on the wire. */
export interface Claims {
  iss?: string
  sub?: string
  aud?: string | string[]
  exp?: number
  nbf?: number
  iat?: number
  jti?: string
  [name: string]: unknown
}

/** 9999-12-31T23:59:59Z. Milliseconds mistaken for seconds land beyond it. */
const LAST_DATE = 253_402_300_799

/**
 * The claims whose type matters to somebody who trusts them. Absent is fine here: which claims are required is a
 * matter of trust, not of shape.
 */
const SHAPES: Record<string, (value: unknown) => boolean> = {
  iss: isPlainText,
  sub: isIdentity,
  aud: isAudience,
  exp: isDate,
  nbf: isDate,
  iat: isDate,
  jti: isPlainText,
  client_id: isIdentity,
  scope: isText,
  act: isActor,
  may_act: isActor,
  cnf: isObject,
}

const SHAPE_ROWS = Object.entries(SHAPES)

/** What each shape is, in words. */
const SHAPE_WORDS = new Map<unknown, string>([
  [isPlainText, 'a text, not empty and without control characters'],
  [isIdentity, 'a text, not empty, without control characters and without white space at its ends'],
  [isText, 'a text'],
  [isAudience, 'a text, or a list of texts that has one'],
  [isDate, 'a number of seconds since 1970'],
  [isActor, 'an object, and so every act within'],
  [isObject, 'an object'],
])

/**
 * Checks types and ranges before anything is compared (RFC 7519 §4.1, RFC 8693 §4.1).
 * @throws TokenRejected malformed (not a JSON object), invalid-claim
 */
export function checkShapes(claims: unknown): asserts claims is Claims {
  if (!isObject(claims)) throw new TokenRejected('malformed')
  const [claim] = faultyClaims(claims)
  if (claim === undefined) return
  const expected = expectedShape(claim)
  throw new TokenRejected('invalid-claim', { claim, ...(expected !== undefined && { expected }) })
}

/** The claims whose type or value makes no sense, by name. */
export function faultyClaims(claims: Record<string, unknown>): string[] {
  return SHAPE_ROWS.filter(([claim, hasShape]) => Object.hasOwn(claims, claim) && !hasShape(claims[claim])).map(
    ([claim]) => claim,
  )
}

/** What a claim must be, in words; undefined for one whose type matters to nobody here. */
export const expectedShape = (claim: string): string | undefined =>
  Object.hasOwn(SHAPES, claim) ? SHAPE_WORDS.get(SHAPES[claim]) : undefined

/** Neither null nor a list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.isWellFormed()
}

/** Non-empty and free of control characters: it will stand in a header, a log line or a C string one day. */
function isPlainText(value: unknown): boolean {
  return isText(value) && value !== '' && !CONTROL_CHARACTER.test(value)
}

/**
 * Somebody: with white space around it, another one (RFC 7519 §4.1.2), whom a header of the next hop turns into the one without
 * (RFC 9110 §5.5).
 */
function isIdentity(value: unknown): boolean {
  return isPlainText(value) && String(value).trim() === value
}

const CONTROL_CHARACTER = /\p{Cc}/u

function isAudience(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 && value.every(isPlainText) : isPlainText(value)
}

/** NumericDate (RFC 7519 §2): seconds, fractions allowed. `1e400` is Infinity in JavaScript and no date. */
function isDate(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= LAST_DATE
}

function isActor(value: unknown): boolean {
  return isObject(value) && (!Object.hasOwn(value, 'act') || isActor(value['act']))
}
