import type { Clock } from '../clock.ts'
import { KeysUnavailable } from '../keys/key-errors.ts'
import { checkClaims } from '../token/claim-rules.ts'
import type { Claims } from '../token/claims.ts'
import { TITLES, TokenRejected } from '../token/rejection.ts'
import { ANYONE, type KeySource, type Trust } from '../token/trust.ts'
import { believed, refused, type Verdict } from '../token/verdict.ts'
import type { VerifiedCache } from '../token/verified-cache.ts'
import type { RequestContext } from '../trace/request-context.ts'
import { judge, logRefusal, type RefusalLog } from './judge.ts'
import type { LocalVerdict, StandingTrust, Verifier } from './verifier.ts'

/** RFC 7662 §2.2: claims only with `active: true`. */
export type Introspection = Claims & { active: boolean }

export interface IntrospectionParts {
  trust: StandingTrust
  /** The keys for the verifier's own look at the token. */
  keys: (context: RequestContext) => KeySource
  /** Asks the issuer about the token. @throws when it cannot be asked */
  introspect: (token: string, context: RequestContext) => Promise<Introspection>
  clock: Clock
  log: RefusalLog
  cache?: VerifiedCache
}

/**
 * Asks the issuer whether the access token is active (RFC 7662), on every call: nothing is kept, so a revocation works
 * at once. The token is checked here as well, for comparison; the issuer's word counts.
 */
export function introspectionVerifier(parts: IntrospectionParts): Verifier {
  const { clock, log, introspect } = parts
  return async (token, _caller, context) => {
    const { recorder } = context
    const trust: Trust = { ...parts.trust, subject: ANYONE, keys: parts.keys(context) }
    const local = await judgeAlone(token, trust, parts, context)
    const verdict = decide(await introspect(token, context), local, trust, clock.now() / 1000)
    if (!verdict.valid) logRefusal(token, verdict.reason, { log, context })
    recorder.step(
      verdict.valid
        ? { verb: 'believes', what: 'what the factory says: the token is active' }
        : { verb: 'refuses', what: 'the token, as the factory says', reason: TITLES[verdict.reason] },
    )
    return { ...verdict, locally: summary(local) }
  }
}

/** Without keys there is no local verdict; the issuer may still have its say. */
async function judgeAlone(
  token: string,
  trust: Trust,
  { clock, cache }: IntrospectionParts,
  context: RequestContext,
): Promise<Verdict | undefined> {
  try {
    return await judge(token, trust, { clock, context, what: 'the token by itself', ...(cache && { cache }) })
  } catch (error) {
    if (!(error instanceof KeysUnavailable)) throw error
    const reason = error.cause instanceof Error ? error.cause.message : error.message
    context.recorder.step({ verb: 'fails', what: 'to check the token by itself', reason })
    return undefined
  }
}

/**
 * "Not active" comes without a reason (RFC 7662 §2.2): it is the one found here, or else the token was revoked. "Active"
 * is about the token, not about us: its claims are held to the same rules here as those of a token (RFC 7662 §4).
 */
function decide(answer: Introspection, local: Verdict | undefined, trust: Trust, now: number): Verdict {
  const { active, token_type: _kind, ...claims } = answer
  if (!active) return local?.valid === false ? local : refused(new TokenRejected('revoked-token'))
  try {
    checkClaims(claims, trust, now)
    return believed(claims)
  } catch (error) {
    if (error instanceof TokenRejected) return refused(error)
    throw error
  }
}

function summary(local: Verdict | undefined): LocalVerdict {
  if (!local) return { valid: false, reason: 'cannot-decide' }
  return local.valid ? { valid: true } : { valid: false, reason: local.reason }
}
