import { Buffer } from 'node:buffer'
import { AccessRefused, type AskedRequest } from './dialect.ts'
import { hasQueryToken } from './query-token.ts'

/** What a verifier takes for credentials. */
export interface CredentialSettings {
  /** The password of Basic credentials is a token, too; the user name may be any. */
  basicPassword: boolean
}

/**
 * Reads the one token of a request, strictly: one header, and one space behind the scheme. A request that two readers may
 * read in two ways is refused, for the next one might believe the other half (RFC 6750 §2, §3.1).
 * @throws AccessRefused no-credentials, invalid-request
 */
export function bearerOf({ authorization, target }: AskedRequest, { basicPassword }: CredentialSettings): string {
  const [value, ...more] = authorization
  if (value === undefined) throw new AccessRefused('no-credentials')
  if (more.length > 0) throw new AccessRefused('invalid-request')
  const token = /^bearer/i.test(value) ? afterScheme(value) : basicPassword ? passwordOf(value) : undefined
  if (token === undefined) throw new AccessRefused('no-credentials')
  if (hasQueryToken(target)) throw new AccessRefused('invalid-request')
  return token
}

/** A space may be followed by more of them (RFC 9110 §11.4), which some readers take for a part of the token. */
function afterScheme(value: string): string {
  const token = value.slice('bearer '.length)
  if (value.charAt('bearer'.length) !== ' ' || token === '' || /^\s|\s$/.test(token)) {
    throw new AccessRefused('invalid-request')
  }
  return token
}

/** RFC 7617 §2: the user name ends at the first colon. Undefined: these are no Basic credentials. */
function passwordOf(value: string): string | undefined {
  if (!/^basic /i.test(value)) return undefined
  const coded = value.slice('basic '.length)
  const bytes = Buffer.from(coded, 'base64')
  const text = bytes.toString()
  const colon = text.indexOf(':')
  if (bytes.toString('base64') !== coded || colon === -1) throw new AccessRefused('invalid-request')
  return text.slice(colon + 1)
}
