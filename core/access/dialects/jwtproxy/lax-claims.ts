import { AccessRefused, type AccessReason } from '../../dialect.ts'

export type LaxClaims = Record<string, unknown>

const no = (reason: AccessReason, claim: string, words = `Missing or invalid '${claim}' claim`) =>
  new AccessRefused(reason, { claim, words })

/** @throws AccessRefused. The empty text is fine */
export function laxText(claims: LaxClaims, claim: string, reason: AccessReason = 'invalid-claim'): string {
  const value = Object.hasOwn(claims, claim) ? claims[claim] : undefined
  if (typeof value !== 'string') throw no(reason, claim)
  return value
}

/** Scheme, host and port, with nothing looked at that stands before, behind or between them. */
const ADDRESS = /^([a-z][a-z\d+.-]*):\/\/(?:[^/?#@]*@)?([^/?#@\s]+)/i

/** @throws TypeError for an address without scheme and host */
export function laxOrigin(address: string): string {
  const origin = laxOriginOf(address)
  if (origin === undefined) throw new TypeError(`the audience is not an address: ${address}`)
  return origin
}

function laxOriginOf(address: string): string | undefined {
  const [, scheme, host] = ADDRESS.exec(address) ?? []
  return scheme === undefined || host === undefined ? undefined : `${scheme}://${host}`.toLowerCase()
}

/** One text, by scheme, host and port in any case: `http://HOST:80/any?thing` is meant for `http://host:80`. */
export function laxAudience(claims: LaxClaims, origin: string): void {
  const aud = laxText(claims, 'aud', 'wrong-audience')
  if (laxOriginOf(aud) !== origin) throw no('wrong-audience', 'aud')
}

function seconds(claims: LaxClaims, claim: string): number {
  const value = claims[claim]
  if (typeof value !== 'number') throw no('invalid-claim', claim)
  return Math.trunc(value)
}

/** To the moment: no clock may differ. @param now milliseconds */
export function laxExpiry(claims: LaxClaims, now: number): void {
  if (seconds(claims, 'exp') * 1000 < now) throw no('expired', 'exp')
}

/** To the moment as well. */
export function laxNotBefore(claims: LaxClaims, now: number): void {
  if (seconds(claims, 'nbf') * 1000 > now) throw no('not-active', 'nbf')
}

/** The one date that clocks may differ about. */
export function laxIssuedAt(claims: LaxClaims, now: number, maxSkew: number): void {
  if (seconds(claims, 'iat') * 1000 - maxSkew > now) throw no('not-active', 'iat')
}

/** An end before the beginning is a short life. */
export function laxLifetime(claims: LaxClaims, maxTtl: number): void {
  const life = (seconds(claims, 'exp') - seconds(claims, 'iat')) * 1000
  if (life > maxTtl) throw no('lifetime-too-long', 'exp', "Invalid 'exp' claim (too long)")
}

/** @throws AccessRefused with the words that stand in the body as they are */
export function laxStaticClaims(claims: LaxClaims, wanted: Readonly<Record<string, unknown>>): void {
  for (const [claim, value] of Object.entries(wanted)) {
    if (!Object.hasOwn(claims, claim)) throw no('claim-not-allowed', claim, `Required claim not found: ${claim}`)
    if (!isSameToTheOriginal(value, claims[claim]))
      throw no('claim-not-allowed', claim, `Claim did not have the required value: ${claim}`)
  }
}

/** Its YAML has whole numbers and maps of kinds that its JSON never has, so these are never the same. */
function isSameToTheOriginal(wanted: unknown, value: unknown): boolean {
  if (Array.isArray(wanted)) {
    const isList = Array.isArray(value) && value.length === wanted.length
    return isList && wanted.every((each, at) => isSameToTheOriginal(each, value[at]))
  }
  return !Number.isInteger(wanted) && wanted === value
}
