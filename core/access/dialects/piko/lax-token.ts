import { Buffer } from 'node:buffer'
import { isObject } from '../../../token/claims.ts'
import { MAX_TOKEN_LENGTH } from '../../../token/compact-form.ts'
import { pikoRefusal } from './answers.ts'

/** What Piko reads out of a token, before it looks at any of it. */
export interface PikoForm {
  /** What the signature is over, as it came. */
  readonly signed: string
  readonly header: Record<string, unknown>
  readonly payload: unknown
  readonly signature: Uint8Array
}

/**
 * Three parts of base64url without padding, whatever their last bits; the first two JSON, of whose members with one name the last counts.
 * @throws AccessRefused malformed, too-large
 */
export function pikoForm(token: string): PikoForm {
  if (token.length > MAX_TOKEN_LENGTH) throw pikoRefusal('too-large')
  const parts = token.split('.', 4)
  const [header, payload, signature] = parts.map(unpaddedBytes)
  if (parts.length !== 3 || !header || !payload || !signature) throw pikoRefusal('malformed')
  const [members, claims] = [pikoJson(header), pikoJson(payload)]
  if (!isObject(members)) throw pikoRefusal('malformed')
  return { signed: `${parts[0]}.${parts[1]}`, header: members, payload: claims, signature }
}

const unpaddedBytes = (part: string): Buffer | undefined =>
  /^[\w-]*$/.test(part) && part.length % 4 !== 1 ? Buffer.from(part, 'base64url') : undefined

function pikoJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    throw pikoRefusal('malformed')
  }
}
