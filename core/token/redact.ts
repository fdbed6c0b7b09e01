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
function hideToken(run: string): string {
  const start = headerStart(run)
  return start === -1 ? run : run.slice(0, start) + fingerprint(run.slice(start))
}

/** The next dot is looked for once for all starts before it: to look ahead from each would take 300 times as long. */
function headerStart(run: string): number {
  let dot = run.indexOf('.')
  if (dot === -1) return -1
  for (const { index, 0: start } of run.matchAll(HEADER_START)) {
    if (dot < index) dot = run.indexOf('.', index)
    if (dot === -1) return -1
    const behind = dot - index - start.length
    if (start.startsWith('ey') || (behind >= LEAST_BEHIND && behind <= MOST_BEHIND)) return index
  }
  return -1
}

/** The name and the secret have a colon between them, and words hardly ever. */
const hideCredentials = (all: string, scheme: string, text: string) =>
  Buffer.from(text, 'base64').includes(':') ? `${scheme}[secret]` : all
