import { randomBytes } from 'node:crypto'
import type { Clock } from '#core/clock'
import type { Claims } from '#core/token/claims'
import { signToken, type Signer } from '#core/token/sign'
import type { IdentityConfig } from '../config/sidecar-config.ts'

/** Whoever was believed, in the headers of the request that goes on. */
export interface IdentityHeaders {
  /** What a client says under these names never goes on; `*` stands for all that begin so. */
  readonly remove: readonly string[]
  /** @param until when the token that was believed is over, in milliseconds since 1970 */
  of(claims: Claims, until: number): Promise<Record<string, string>>
}

/** All headers with these names are ours, whatever is configured: a service behind us need not ask which. */
const OWN_NAMES = 'x-verified-*'

/** How long a signed identity lives: as long as a request takes to begin. Milliseconds. */
const LIFETIME = 60_000

export interface IdentityParts {
  clock: Clock
  /** Of `type: jwt`. */
  signer?: Signer
  /** The verifier, as the issuer of the signed identity: its audience. */
  issuer: string
  /** Whom the signed identity is for. */
  upstream: string
}

/**
 * - `headers`: `x-verified-issuer`, `x-verified-subject`, and `x-verified-claims`, all of the claims as JSON. What is not
 *   printable ASCII, and `%`, is written in percents as UTF-8: `decodeURIComponent` gives it back. It is as good as the way
 *   between verifier and service: a socket, or a loopback port that nobody else can reach.
 * - `jwt`: one header with a token of the verifier's own, which lives for a minute at most. It can be checked behind further hops.
 * - `none`: nothing.
 */
export function identityHeaders(config: IdentityConfig, parts: IdentityParts): IdentityHeaders {
  if (config.type === 'headers') return { remove: [OWN_NAMES], of: async (claims) => plainHeaders(claims) }
  if (config.type === 'none') return { remove: [OWN_NAMES], of: async () => ({}) }
  const { header } = config
  return {
    remove: [OWN_NAMES, header],
    of: async (claims, until) => ({ [header]: await signIdentity(claims, until, parts) }),
  }
}

function plainHeaders(claims: Claims): Record<string, string> {
  const { iss, sub } = claims
  return {
    ...(iss !== undefined && { 'x-verified-issuer': inHeader(iss) }),
    ...(sub !== undefined && { 'x-verified-subject': inHeader(sub) }),
    'x-verified-claims': inHeader(JSON.stringify(claims)),
  }
}

/** Visible ASCII and single spaces within stand for themselves (RFC 9110 §5.5); the rest in percents, as UTF-8. */
function inHeader(text: string): string {
  return text.toWellFormed().replace(/[^\x21-\x24\x26-\x7e]/gu, encodeURIComponent)
}

async function signIdentity(claims: Claims, until: number, { clock, signer, issuer, upstream }: IdentityParts) {
  if (!signer) throw new Error('a signed identity needs a key')
  const now = clock.now()
  const { iss, sub, aud: _aud, exp: _exp, nbf: _nbf, iat: _iat, jti: _jti, ...others } = claims
  const iat = Math.floor(now / 1000)
  const exp = Math.max(iat + 1, Math.floor(Math.min(now + LIFETIME, until) / 1000))
  const jti = randomBytes(16).toString('base64url')
  // Of its issuer and subject, both are told: who signs here is the verifier, whom the token speaks of is the caller.
  return signToken(
    { ...others, iss: issuer, aud: upstream, sub: sub ?? iss ?? '', caller: iss, iat, exp, jti },
    signer,
    'JWT',
  )
}
