import { Buffer } from 'node:buffer'
import { CompactSign } from 'jose/jws/compact/sign'
import type { Algorithm } from './algorithms.ts'
import type { Claims } from './claims.ts'
import { signQuickly } from './quick-signatures.ts'

/** A private key with the name under which its public half is published. */
export interface Signer {
  kid: string
  algorithm: Algorithm
  privateKey: CryptoKey
}

/**
 * Signs claims as they are: it adds nothing and checks nothing, for a sandbox must be able to sign nonsense too.
 * @param type the `typ` of the header, for instance 'JWT' or 'at+jwt'
 * @returns the compact token (RFC 7515 §7.1)
 */
export async function signToken(claims: Claims, signer: Signer, type: string): Promise<string> {
  const header = { alg: signer.algorithm, kid: signer.kid, typ: type }
  const payload = Buffer.from(JSON.stringify(claims))
  const text = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${payload.toString('base64url')}`
  const signature = signQuickly(text, signer.privateKey, signer.algorithm)
  if (signature) return `${text}.${signature.toString('base64url')}`
  return new CompactSign(payload).setProtectedHeader(header).sign(signer.privateKey)
}

/**
 * Signs a text, whatever it is, under a header with further members. Of the header, `alg` and `kid` are those of the key.
 * @throws what the library throws for a header that it cannot sign, such as one with `crit`
 */
export async function signText(payload: string, further: Record<string, unknown>, signer: Signer): Promise<string> {
  const header = { ...further, alg: signer.algorithm, kid: signer.kid }
  const bytes = Buffer.from(payload)
  const text = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${bytes.toString('base64url')}`
  const signature = signQuickly(text, signer.privateKey, signer.algorithm)
  if (signature) return `${text}.${signature.toString('base64url')}`
  return new CompactSign(bytes).setProtectedHeader(header).sign(signer.privateKey)
}

/** How long ago an expired token expired: beyond any leeway. Seconds. */
const AN_HOUR = 3600

/** A lifetime up to this must not lose the fraction of a second that rounding takes. Seconds. */
const SHORT = 5

/**
 * The dates of a token in whole seconds (RFC 7519 §2).
 * @param now milliseconds since 1970
 * @param seconds how long it lives. Rounding `iat` down would cost a token of one second up to all its life, so a short
 *   one is rounded up and never expires on its way
 * @param expired the same life, but it ended an hour ago
 */
export function lifetime(now: number, seconds: number, expired: boolean): { iat: number; exp: number } {
  const iat = Math.floor(now / 1000)
  if (expired) return { iat: iat - AN_HOUR - seconds, exp: iat - AN_HOUR }
  return { iat, exp: Math.max(iat + seconds, Math.ceil(now / 1000 + Math.min(seconds, SHORT))) }
}
