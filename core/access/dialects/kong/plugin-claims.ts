import { AccessRefused } from '../../dialect.ts'
import type { GatewayAlgorithm } from '../../../token/gateway-algorithms.ts'
import { kongRefusal, luaJson, UNEXPECTED } from './answers.ts'
import { memberIn } from './lax-token.ts'

/** The claims that the plugin can be told to verify; all others are whatever they are. */
export const KONG_VERIFIABLE = ['exp', 'nbf'] as const
export type KongVerifiable = (typeof KONG_VERIFIABLE)[number]

/**
 * The value by which the credential is found: in the claims, or else in the header (`kid`).
 * @throws AccessRefused missing-claim, invalid-claim, unknown-key
 */
export function kongKey(claims: Record<string, unknown>, header: Record<string, unknown>, name: string): string {
  const inClaims = memberIn(claims, name)
  const value = inClaims === undefined || inClaims === false ? memberIn(header, name) : inClaims
  if (value === undefined || value === false)
    throw kongRefusal('missing-claim', `No mandatory '${name}' in claims`, name)
  if (value === '') throw kongRefusal('invalid-claim', `Invalid '${name}' in claims`, name)
  if (typeof value !== 'string') throw noCredentials(name)
  return value
}

export const noCredentials = (name: string): AccessRefused =>
  kongRefusal('unknown-key', `No credentials found for given '${name}'`, name)

/**
 * Looks at all of them before it says what is wrong (KJ-4): whole seconds, and no leeway.
 * @throws AccessRefused expired, not-active, invalid-claim
 */
export function kongDates(
  claims: Record<string, unknown>,
  names: readonly KongVerifiable[],
  seconds: number,
): void | 'skipped' {
  if (names.length === 0) return 'skipped'
  const faults = names.flatMap((name) => {
    const fault = faultOfDate(name, memberIn(claims, name), seconds)
    return fault === undefined ? [] : [[name, fault] as const]
  })
  const [first] = faults
  if (!first) return
  const [claim, fault] = first
  throw kongRefusal(REASON_OF_DATE[fault], luaJson(Object.fromEntries(faults)), claim)
}

type DateFault = 'must be a number' | 'token expired' | 'token not valid yet'

const REASON_OF_DATE = {
  'must be a number': 'invalid-claim',
  'token expired': 'expired',
  'token not valid yet': 'not-active',
} as const satisfies Record<DateFault, string>

function faultOfDate(name: KongVerifiable, value: unknown, seconds: number): DateFault | undefined {
  if (typeof value !== 'number') return 'must be a number'
  if (name === 'exp') return value <= seconds ? 'token expired' : undefined
  return value > seconds ? 'token not valid yet' : undefined
}

/** @param maximum seconds; 0: as long as it likes @throws AccessRefused lifetime-too-long */
export function kongLifetime(claims: Record<string, unknown>, maximum: number, seconds: number): void | 'skipped' {
  if (maximum <= 0) return 'skipped'
  const exp = memberIn(claims, 'exp')
  if (typeof exp !== 'number' || exp - seconds > maximum)
    throw kongRefusal('lifetime-too-long', luaJson({ exp: 'exceeds maximum allowed expiration' }), 'exp')
}

/** What the original takes for granted of a signature; anything else is a fault of its own, and no refusal (KJ-5). Bytes. */
const TAKEN_FOR_GRANTED: Partial<Record<GatewayAlgorithm, number>> = {
  ES256: 64,
  ES384: 96,
  ES512: 132,
  PS256: 256,
  PS384: 256,
  PS512: 256,
}

/** @throws AccessRefused signature-mismatch, which is answered with 500 */
export function kongSignatureLength(signature: Uint8Array, algorithm: GatewayAlgorithm): void {
  const length = TAKEN_FOR_GRANTED[algorithm]
  if (length !== undefined && signature.length !== length) throw kongRefusal('signature-mismatch', UNEXPECTED)
}
