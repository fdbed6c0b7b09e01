import { LONGEST_KEY_ID } from '../keys/verification-key.ts'
import type { Claims } from '../token/claims.ts'
import { TokenRejected } from '../token/rejection.ts'
import { AccessRefused } from './dialect.ts'
import { normalOrigin, originOfAddress } from './origin.ts'
import type { SidecarAccessConfig } from './sidecar-config.ts'
import { isSameJson } from './static-claims.ts'

/** Rules for dialects that are strict. Each returns what it found, or throws TokenRejected or AccessRefused. */

/** What stands in a lookup, a log and a store: visible, and short. */
const isShortId = (id: string): boolean => /^[\x21-\x7e]+$/.test(id) && id.length <= LONGEST_KEY_ID

/** Where a token would bring its own key along (RFC 8725 §3.10). */
const KEYS_OF_ITS_OWN = ['jwk', 'jku', 'x5u', 'x5c']

export function keyIdOf(header: Record<string, unknown>): string {
  const { kid } = header
  const bringsKey = KEYS_OF_ITS_OWN.some((member) => Object.hasOwn(header, member))
  if (bringsKey || typeof kid !== 'string' || !isShortId(kid)) throw new TokenRejected('unknown-key')
  return kid
}

/** Any type is fine, but a token within a token (RFC 7519 §5.2). */
export function refuseNested(header: Record<string, unknown>): 'skipped' {
  if (Object.hasOwn(header, 'cty')) throw new TokenRejected('wrong-type')
  return 'skipped'
}

/** @returns the rule that finds the issuer in the claims */
export function issuerRule(issuers: SidecarAccessConfig['issuers']): (claims: Claims) => string {
  const listed = issuers === 'any' ? undefined : new Set(issuers)
  return ({ iss }) => {
    if (iss === undefined) throw new TokenRejected('missing-claim', { claim: 'iss' })
    if (iss.length > LONGEST_KEY_ID || listed?.has(iss) === false)
      throw new TokenRejected('wrong-issuer', { claim: 'iss' })
    return iss
  }
}

/**
 * @returns the rule that one member of `aud` is our name
 * @throws TypeError when origins are compared and ours is none
 */
export function audienceRule({ audience, audienceMatch }: SidecarAccessConfig): (claims: Claims) => void {
  const name = audienceMatch === 'exact' ? audience : originOfAddress(audience)
  const isOurs = (aud: string) => aud === name || (audienceMatch === 'origin' && normalOrigin(aud) === name)
  return ({ aud = [] }) => {
    if (![aud].flat().some(isOurs)) throw new TokenRejected('wrong-audience', { claim: 'aud', expected: name })
  }
}

export function present(claims: Claims, names: readonly string[]): void {
  const claim = names.find((name) => !Object.hasOwn(claims, name))
  if (claim !== undefined) throw new TokenRejected('missing-claim', { claim })
}

/** To the second, whatever the clocks may differ: issuer and verifier need not agree on the time for that. */
export function exactLifetime({ exp = 0, iat = 0 }: Claims, maxSeconds: number): void {
  if (exp <= iat) throw new TokenRejected('invalid-claim', { claim: 'exp', expected: 'later than iat' })
  if (exp - iat > maxSeconds)
    throw new TokenRejected('lifetime-too-long', { claim: 'exp', expected: `${maxSeconds} s or less` })
}

export function boundTokenId({ jti }: Claims, isRequired: boolean): void | 'skipped' {
  if (jti === undefined) {
    if (isRequired) throw new TokenRejected('missing-claim', { claim: 'jti' })
    return 'skipped'
  }
  if (!isShortId(jti)) {
    const expected = `of ${LONGEST_KEY_ID} visible ASCII characters or fewer`
    throw new TokenRejected('invalid-claim', { claim: 'jti', expected })
  }
  return
}

/** Every value of every list is there, and the same. */
export function allowedClaims(claims: Claims, wanted: readonly Readonly<Record<string, unknown>>[]): void | 'skipped' {
  if (wanted.length === 0) return 'skipped'
  for (const values of wanted) {
    for (const [claim, value] of Object.entries(values)) {
      const isSame = Object.hasOwn(claims, claim) && isSameJson(value, claims[claim])
      if (!isSame) throw new AccessRefused('claim-not-allowed', { claim })
    }
  }
  return
}
