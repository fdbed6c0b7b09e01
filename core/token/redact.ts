import { hash } from 'node:crypto'

/** A name for a token that tells nothing about it, for logs: `jwt:3f9a1c07`. */
export function fingerprint(token: string): string {
  return `jwt:${hash('sha256', token).slice(0, 8)}`
}

/**
 * Two base64url segments of a JWS are enough to be a token; the third (the signature) may be cut off.
 * "eyJ" is how base64 spells the start of a JSON object.
 */
const TOKEN = /eyJ[\w-]+\.[\w-]*(?:\.[\w-]*)*/g
const PEM_PRIVATE = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g
const JWK_PRIVATE = /(\\?"(?:d|p|q|dp|dq|qi|k)\\?"\s*:\s*\\?")[\w-]{16,}/g

/** Takes tokens and private keys out of a text, so that a forgotten place in a log is still safe. */
export function redact(text: string): string {
  return text.replace(TOKEN, fingerprint).replace(PEM_PRIVATE, '[private key]').replace(JWK_PRIVATE, '$1[private key]')
}
