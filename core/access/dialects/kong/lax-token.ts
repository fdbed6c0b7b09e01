import { Buffer } from 'node:buffer'
import { isObject } from '../../../token/claims.ts'
import { MAX_TOKEN_LENGTH } from '../../../token/compact-form.ts'
import { isGatewayAlgorithm, type GatewayAlgorithm } from '../../../token/gateway-algorithms.ts'
import { kongRefusal } from './answers.ts'

/** What the plugin reads out of a token, before it looks at any of it. */
export interface KongForm {
  /** What the signature is over, as it came. */
  readonly signed: string
  readonly header: unknown
  readonly claims: unknown
  /** As it came. */
  readonly signature: string
}

/**
 * Three parts, of which two are JSON: of two members with one name the last one counts, numbers are rounded. What stands behind the
 * second dot is the signature, with further dots in it.
 * @throws AccessRefused malformed, too-large
 */
export function kongForm(token: string): KongForm {
  if (token.length > MAX_TOKEN_LENGTH) throw kongRefusal('too-large', INVALID_JSON)
  const first = token.indexOf('.')
  const second = token.indexOf('.', first + 1)
  if (first === -1 || second === -1) throw kongRefusal('malformed', INVALID_JSON)
  const header = kongJson(token.slice(0, first))
  const claims = kongJson(token.slice(first + 1, second))
  return { signed: token.slice(0, second), header, claims, signature: token.slice(second + 1) }
}

const INVALID_JSON = 'Bad token; invalid JSON'

function kongJson(part: string): unknown {
  try {
    const bytes = kongBytes(part)
    if (bytes) return JSON.parse(bytes.toString())
  } catch {
    // told below
  }
  throw kongRefusal('malformed', INVALID_JSON)
}

/** @throws AccessRefused wrong-algorithm */
export function kongAlgorithm(header: unknown): GatewayAlgorithm {
  const alg = isObject(header) ? memberIn(header, 'alg') : undefined
  if (!isGatewayAlgorithm(alg)) throw kongRefusal('wrong-algorithm', 'Bad token; invalid alg')
  return alg
}

/** A list will do: it has no claims that anybody asks for. @throws AccessRefused malformed */
export function kongClaims(claims: unknown): Record<string, unknown> {
  if (Array.isArray(claims)) return {}
  if (!isObject(claims)) throw kongRefusal('malformed', 'Bad token; invalid claims')
  return claims
}

/** @throws AccessRefused malformed */
export function kongSignature(part: string): Uint8Array {
  const bytes = kongBytes(part)
  if (!bytes) throw kongRefusal('malformed', 'Bad token; invalid signature')
  return bytes
}

/** A member of its own: `constructor` is none. */
export const memberIn = (object: Record<string, unknown>, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined

/**
 * Base64 in either alphabet; what stands behind the first `=` does not count, and the last bits may be any.
 * @returns undefined for what is none
 */
export function kongBytes(part: string): Buffer | undefined {
  const [bare = ''] = part.split('=', 1)
  return /^[\w+/-]*$/.test(bare) && bare.length % 4 !== 1 ? Buffer.from(bare, 'base64url') : undefined
}
