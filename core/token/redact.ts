import { Buffer } from 'node:buffer'
import { hash } from 'node:crypto'
import { PRIVATE_MEMBERS, SECRET_NAMES } from './secret-members.ts'

/** A name for a token that tells nothing about it, for logs: `jwt:3f9a1c07`. */
export function fingerprint(token: string): string {
  return `jwt:${hash('sha256', token).slice(0, 8)}`
}

/** Whatever can be part of a token, taken whole: to look again at every letter would take quadratic time. */
const RUN = /[\w.-]+/g

/**
 * How base64 spells `{"` and `{ `, by which a header starts; or `{` and the end of a line or a tab, where so much follows up
 * to a dot that it is no word of people ("newkeys.json").
 */
const HEADER_START = /e(?:y[A-DI-L]|w[k-r0-3])/g
const LEAST_BEHIND = 16
const MOST_BEHIND = 300

/** Credentials of a client (RFC 7617 §2), or two words of people. */
const BASIC = /(\bBasic(?:\s|%20)+)([\w+/-]{4,}={0,2})/gi

const PEM_PRIVATE = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g

const names = (list: readonly string[]) => list.join('|').replaceAll('_', '[-_]?')
const JWK_PRIVATE = new RegExp(String.raw`(\\?"(?:${names(PRIVATE_MEMBERS)})\\?"\s*:\s*\\?")[\w-]{16,}`, 'g')

/** The further primes of an RSA key (RFC 7518 §6.3.2.7), to the end of the list; what is left is JSON still. */
const JWK_PRIMES = /(\\?"oth\\?"\s*:\s*)\[[^\]]*\]?/g

/** A text in JSON, and one in JSON in JSON, each to its own end: an escaped quote ends neither. */
const SECRET_TEXTS = [
  new RegExp(String.raw`("(?:${names(SECRET_NAMES)})"\s*:\s*")(?:\\[^]|[^"\\])*`, 'gi'),
  new RegExp(String.raw`(\\"(?:${names(SECRET_NAMES)})\\"\s*:\s*\\")(?:\\\\(?:\\[^]|[^\\])|[^"\\])*`, 'gi'),
]

/** Takes tokens, private keys and secrets with a name out of a text, so that a forgotten place in a log is still safe. */
export function redact(text: string): string {
  const withoutKeys = text
    .replace(RUN, hideToken)
    .replace(BASIC, hideCredentials)
    .replace(PEM_PRIVATE, '[private key]')
    .replace(JWK_PRIVATE, '$1[private key]')
    .replace(JWK_PRIMES, '$1[]')
  return SECRET_TEXTS.reduce((shown, secret) => shown.replace(secret, '$1[secret]'), withoutKeys)
}

/** A header and a dot are enough to be a token; the rest may be cut off. */
function hideToken(run: string, at: number, text: string): string {
  const start = headerStart(run, escapeBefore(text, at))
  return start === -1 ? run : run.slice(0, start) + fingerprint(run.slice(start))
}

/** How many letters of a run belong to what stands before it: `\n` and `\u000a` in JSON, `%20` in an address. */
function escapeBefore(text: string, at: number): number {
  if (text[at - 1] === '%') return 2
  if (text[at - 1] !== '\\') return 0
  return text[at] === 'u' ? 5 : 1
}

/**
 * The next dot is looked for once for all starts before it: to look ahead from each would take 300 times as long.
 * @param escaped where the first word of the run begins
 */
function headerStart(run: string, escaped: number): number {
  let dot = run.indexOf('.')
  if (dot === -1) return -1
  for (const { index, 0: start } of run.matchAll(HEADER_START)) {
    if (dot < index) dot = run.indexOf('.', index)
    if (dot === -1) return -1
    const behind = dot - index - start.length
    const isLikely = start.startsWith('ey') || (behind >= LEAST_BEHIND && behind <= MOST_BEHIND)
    if ((isLikely && isWordStart(run, index, escaped)) || isObjectInJson(run, index, dot)) return index
  }
  return -1
}

const isWordStart = (run: string, index: number, escaped: number): boolean =>
  index === 0 || index === escaped || !/[0-9A-Za-z]/.test(run.charAt(index - 1))

/**
 * Within a word ("surveyApp.v1"), and where a header is long, there is a token only where both ends of the header say so:
 * a brace and a name in quotes, and a brace. A few letters are looked at, however long it is.
 */
function isObjectInJson(run: string, from: number, dot: number): boolean {
  const tail = Math.max(from, dot - LOOKED_AT - ((dot - from) % 4)) // where a group of four letters begins
  if (!/\}\s*$/.test(asLatin(run.slice(tail, dot)))) return false
  return /^\{\s*(?:$|")/.test(asLatin(run.slice(from, from + LOOKED_AT)))
}

const LOOKED_AT = 32
const asLatin = (base64url: string) => Buffer.from(base64url, 'base64url').toString('latin1')

/** The name and the secret have a colon between them, and words hardly ever. */
const hideCredentials = (all: string, scheme: string, text: string) =>
  Buffer.from(text, 'base64').includes(':') ? `${scheme}[secret]` : all
