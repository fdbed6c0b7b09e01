import { expectedShape, faultyClaims, isObject } from '../claims.ts'
import type { TokenFault } from './fault.ts'

/** Claims whose type or value no verifier takes, each with what it must be (RFC 7519 §4.1). */
export function claimFaults(claims: unknown): TokenFault[] {
  if (!isObject(claims)) return [{ says: 'The claims are no JSON object (RFC 7519 §7.2)' }]
  return faultyClaims(claims).map((member) => ({
    member,
    says: `${member} must be ${expectedShape(member) ?? 'of another type'}${hintFor(member, claims[member])}`,
  }))
}

const DATES = new Set(['exp', 'nbf', 'iat'])

/** Beyond the year 9999 in seconds: the dates of a century ago and later, in milliseconds. */
const LAST_SECOND = 253_402_300_799
const LAST_MILLISECOND = LAST_SECOND * 1000

/** What has probably happened. */
function hintFor(member: string, value: unknown): string {
  if (!DATES.has(member)) return ''
  if (typeof value === 'number' && value > LAST_SECOND && value < LAST_MILLISECOND)
    return ': this looks like milliseconds'
  if (typeof value !== 'string') return ''
  if (/^\d+(?:\.\d+)?$/.test(value)) return ': this is a text with digits in it'
  return Number.isNaN(Date.parse(value)) ? ': this is a text' : ': this is a date as text'
}
