import { hash } from 'node:crypto'

/** A name for a token that tells nothing about it, for logs: `jwt:3f9a1c07`. */
export function fingerprint(token: string): string {
  return `jwt:${hash('sha256', token).slice(0, 8)}`
}

/** Whatever can be part of a token, taken whole: to look again at every letter would take quadratic time. */
const RUN = /[\w.-]+/g

/** How base64 spells `{"` and `{ `, by which a header starts. */
const HEADER_START = /ey[A-DI-L]/

const PEM_PRIVATE = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g
const JWK_PRIVATE = /(\\?"(?:d|p|q|dp|dq|qi|k)\\?"\s*:\s*\\?")[\w-]{16,}/g

/** Takes tokens and private keys out of a text, so that a forgotten place in a log is still safe. */
export function redact(text: string): string {
  return text.replace(RUN, hideToken).replace(PEM_PRIVATE, '[private key]').replace(JWK_PRIVATE, '$1[private key]')
}

/** A header and a dot are enough to be a token; the rest may be cut off. */
function hideToken(run: string): string {
  const lastDot = run.lastIndexOf('.')
  const start = run.search(HEADER_START)
  return start === -1 || start > lastDot ? run : run.slice(0, start) + fingerprint(run.slice(start))
}
