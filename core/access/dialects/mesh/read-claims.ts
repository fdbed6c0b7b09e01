import { claimRefusal, meshRefusal } from './status.ts'

/** What the mesh looks at in the claims. */
export interface MeshClaims {
  /** Empty where there is none. */
  readonly issuer: string
  /** Whole seconds since 1970; 0 where there is none, which is the same. */
  readonly notBefore: number
  readonly expires: number
  readonly audiences: readonly string[]
}

/** Checks the types of the registered claims, in the order of the mesh. @throws AccessRefused invalid-claim */
export function meshClaims(claims: Record<string, unknown>): MeshClaims {
  const issuer = textClaim(claims, 'iss')
  textClaim(claims, 'sub')
  secondsClaim(claims, 'iat')
  const notBefore = secondsClaim(claims, 'nbf')
  const expires = secondsClaim(claims, 'exp')
  textClaim(claims, 'jti')
  return { issuer, notBefore, expires, audiences: audienceClaim(claims) }
}

function textClaim(claims: Record<string, unknown>, name: string): string {
  if (!Object.hasOwn(claims, name)) return ''
  const value = claims[name]
  if (typeof value !== 'string') throw claimRefusal(name, 'a string')
  return value
}

/** Seconds are kept in 64 bits. */
const TOO_LATE = 2 ** 64

/** A fraction is cut off. */
function secondsClaim(claims: Record<string, unknown>, name: string): number {
  if (!Object.hasOwn(claims, name)) return 0
  const value = claims[name]
  if (typeof value !== 'number') throw claimRefusal(name, 'an integer')
  if (value < 0 || value >= TOO_LATE) throw claimRefusal(name, 'a positive 64 bit integer')
  return Math.trunc(value)
}

function audienceClaim(claims: Record<string, unknown>): readonly string[] {
  if (!Object.hasOwn(claims, 'aud')) return []
  const audiences = [claims['aud']].flat()
  if (!audiences.every((one) => typeof one === 'string')) throw claimRefusal('aud', 'a string or string list')
  return audiences
}

/** By how much the clocks may differ. Seconds. */
export const MESH_SKEW = 60

/** @param now whole seconds since 1970 @throws AccessRefused not-active */
export function meshNotBefore({ notBefore }: MeshClaims, now: number): void {
  if (now + MESH_SKEW < notBefore) throw meshRefusal('notYet')
}

/** Without `exp`, or with 0, a token is good for ever. @throws AccessRefused expired */
export function meshExpiry({ expires }: MeshClaims, now: number): void {
  if (expires !== 0 && now > expires + MESH_SKEW) throw meshRefusal('expired')
}

/** When the token is over, in milliseconds since 1970: with the last of its seconds. */
export const meshEnd = ({ expires }: MeshClaims): number =>
  expires === 0 ? Infinity : (expires + MESH_SKEW + 1) * 1000

/** An issuer without a name stands for all. @throws AccessRefused wrong-issuer */
export function meshIssuer({ issuer }: MeshClaims, expected: string): void {
  if (expected !== '' && issuer !== expected) throw meshRefusal('issuer')
}

/**
 * Whether a token is meant for one of these audiences: scheme and one slash at the end do not count. None: for anybody.
 * @returns a check @throws AccessRefused wrong-audience
 */
export function meshAudience(audiences: readonly string[]): (claims: MeshClaims) => void {
  const expected = new Set(audiences.map(bareAudience))
  return (claims) => {
    if (expected.size > 0 && !claims.audiences.some((one) => expected.has(bareAudience(one)))) {
      throw meshRefusal('audience')
    }
  }
}

const bareAudience = (audience: string) => audience.replace(/^https?:\/\//, '').replace(/\/$/, '')
