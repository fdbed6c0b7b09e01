import { Buffer } from 'node:buffer'
import { isObject } from '../token/claims.ts'
import { MAX_TOKEN_LENGTH } from '../token/compact-form.ts'
import { AccessRefused } from './dialect.ts'

/** What the JWT library that most Go programs use reads out of a token, before anybody looks at any of it. */
export interface GoJwtForm {
  /** What the signature is over, as it came. */
  readonly signed: string
  readonly header: Record<string, unknown>
  readonly payload: unknown
  /** The JSON of the payload as it was written: a reader may ask how often a name stands in it. */
  readonly payloadText: string
  readonly signature: Uint8Array
}

/**
 * Three parts of base64url without padding, whatever their last bits; the first two JSON, of whose members with one name the last counts.
 * @throws AccessRefused malformed, too-large
 */
export function goJwtForm(token: string): GoJwtForm {
  if (token.length > MAX_TOKEN_LENGTH) throw new AccessRefused('too-large')
  const parts = token.split('.', 4)
  const [header, payload, signature] = parts.map(unpaddedBytes)
  if (parts.length !== 3 || !header || !payload || !signature) throw new AccessRefused('malformed')
  const payloadText = payload.toString()
  const [members, claims] = [header.toString(), payloadText].map(jsonOfGo)
  if (!isObject(members)) throw new AccessRefused('malformed')
  return { signed: `${parts[0]}.${parts[1]}`, header: members, payload: claims, payloadText, signature }
}

const unpaddedBytes = (part: string): Buffer | undefined =>
  /^[\w-]*$/.test(part) && part.length % 4 !== 1 ? Buffer.from(part, 'base64url') : undefined

function jsonOfGo(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new AccessRefused('malformed')
  }
}
