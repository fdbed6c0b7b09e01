import { Buffer } from 'node:buffer'
import { MAX_TOKEN_LENGTH } from '../../../token/compact-form.ts'
import { isObject } from '../../../token/claims.ts'
import { AccessRefused } from '../../dialect.ts'

/** What jwtproxy reads out of a token. */
export interface LaxForm {
  /** What the signature is over, as it came. */
  signed: string
  header: Record<string, string>
  payload: Buffer
  signature: Buffer
}

/**
 * The token as jwtproxy finds it: in the first header, behind `bearer` in any case and whatever letter follows; or else the
 * password of Basic credentials of anybody; or else the empty text. It never says no.
 */
export function laxToken([value = '']: readonly string[]): string {
  if (value.length > 'bearer '.length && /^bearer/i.test(value)) return value.slice('bearer '.length)
  if (!/^basic /i.test(value)) return ''
  const text = Buffer.from(value.slice('basic '.length), 'base64').toString()
  const colon = text.indexOf(':')
  return colon === -1 ? '' : text.slice(colon + 1)
}

/**
 * Three parts of base64url, padded or not, whatever their last bits; a header of texts that has some `alg`, which nobody
 * looks at again.
 * @throws AccessRefused malformed
 */
export function laxForm(token: string): LaxForm {
  const parts = token.length > MAX_TOKEN_LENGTH ? [] : token.split('.', 4)
  const [header, payload, signature] = parts.map(laxBytes)
  const members = parts.length === 3 && header && readTexts(header)
  if (!members || !payload || !signature) throw new AccessRefused('malformed', { words: 'Could not parse JWT' })
  return { signed: `${parts[0]}.${parts[1]}`, header: members, payload, signature }
}

function laxBytes(part: string): Buffer | undefined {
  const bare = part.replace(/={1,2}$/, '')
  return /^[\w-]*$/.test(bare) && bare.length % 4 !== 1 ? Buffer.from(bare, 'base64url') : undefined
}

/** Null is an empty text to a reader of texts. */
function readTexts(bytes: Buffer): Record<string, string> | undefined {
  const header = laxJson(bytes)
  if (!isObject(header)) return undefined
  const members = Object.entries(header).map(([name, value]) => [name, value === null ? '' : value] as const)
  if (!members.every(([, value]) => typeof value === 'string')) return undefined
  return Object.hasOwn(header, 'alg') ? (Object.fromEntries(members) as Record<string, string>) : undefined // by every
}

/** @throws AccessRefused malformed for what is no object. Of two members with one name the last one counts */
export function laxPayload(bytes: Buffer): Record<string, unknown> {
  const claims = laxJson(bytes)
  if (claims === null) return {}
  if (!isObject(claims)) throw new AccessRefused('malformed', { words: 'Could not parse JWT claims' })
  return claims
}

/** Undefined for what is no JSON. */
function laxJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}
