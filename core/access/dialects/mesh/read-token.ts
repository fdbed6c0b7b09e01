import { Buffer } from 'node:buffer'
import { isObject } from '../../../token/claims.ts'
import { MAX_TOKEN_LENGTH } from '../../../token/compact-form.ts'
import { parseStrictJson } from '../../../token/strict-json.ts'
import { meshRefusal } from './status.ts'

/** The three parts of a token, as they were sent. */
export interface MeshForm {
  readonly header: string
  readonly payload: string
  readonly signature: string
}

/** Three parts that are not empty: further dots do not count. @throws AccessRefused malformed, too-large */
export function meshForm(token: string): MeshForm {
  if (token.length > MAX_TOKEN_LENGTH) throw meshRefusal('tooLong')
  const parts = token.split('.').filter((part) => part !== '')
  const [header = '', payload = '', signature = ''] = parts
  if (parts.length !== 3) throw meshRefusal('form')
  return { header, payload, signature }
}

/** An object as JSON, in base64url. @throws AccessRefused malformed */
export function meshObject(part: string, status: 'header' | 'payload'): Record<string, unknown> {
  const bytes = meshBytes(part)
  if (!bytes) throw meshRefusal(`${status}Base64`)
  const value = meshJson(bytes)
  if (!isObject(value)) throw meshRefusal(`${status}Json`)
  return value
}

/** Numbers are rounded; what readers disagree about otherwise is no JSON. Undefined for that. */
function meshJson(bytes: Uint8Array): unknown {
  try {
    return parseStrictJson(bytes, 'rounded')
  } catch {
    return undefined
  }
}

/**
 * Base64url as the mesh reads it: spaces in it do not count, and it may be padded, then exactly. Its last bits may be any.
 * @returns undefined for what is none
 */
export function meshBytes(part: string): Buffer | undefined {
  const text = part.replace(/[\t-\r ]/g, '')
  const bare = text.replace(/={1,2}$/, '')
  const padding = text.length - bare.length
  if (!/^[\w-]*$/.test(bare) || bare.length % 4 === 1) return undefined
  if (padding !== 0 && padding !== (4 - (bare.length % 4)) % 4) return undefined
  return Buffer.from(bare, 'base64url')
}

/** Those of HMAC are known to the mesh, too, and no key of ours is for them. */
const MESH_ALGORITHMS: ReadonlySet<string> = new Set(
  'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA HS256 HS384 HS512'.split(' '),
)

/** @throws AccessRefused wrong-algorithm */
export function meshAlgorithm(header: Record<string, unknown>): string {
  const { alg } = header
  if (typeof alg !== 'string') throw meshRefusal('noAlgorithm')
  if (!MESH_ALGORITHMS.has(alg)) throw meshRefusal('algorithm')
  return alg
}

/** Empty where the token names none. @throws AccessRefused malformed */
export function meshKeyId(header: Record<string, unknown>): string {
  const kid = Object.hasOwn(header, 'kid') ? header['kid'] : ''
  if (typeof kid !== 'string') throw meshRefusal('keyId')
  return kid
}
