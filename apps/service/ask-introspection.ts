import { judge } from '#core/access/judge'
import type { RequestContext } from '#core/http/context'
import { Problem } from '#core/http/problem'
import { audience, issuer, notExpired } from '#core/token/claim-rules'
import { checkShapes } from '#core/token/claims'
import { fingerprint } from '#core/token/redact'
import { TITLES, TokenRejected } from '#core/token/rejection'
import { ANYONE, type Trust } from '#core/token/trust'
import { believed, refused, type Verdict } from '#core/token/verdict'
import type { Introspection, Metadata } from '#factory-client'
import type { FactoryKeys } from './factory-keys.ts'
import { discover, proofByKey } from './own-client.ts'
import type { ServiceParts } from './parts.ts'
import { accessTokenTrust } from './trust-key-set.ts'
import { cannotAsk, cannotCheck, logRefusal, type LocalVerdict, type Verifier } from './verifier.ts'

/**
 * Asks the factory whether the access token is active (RFC 7662), on every call: nothing is kept, so a revocation works
 * at once. The token is checked here as well, for comparison; the factory's word counts.
 */
export function askIntrospection(parts: ServiceParts, { keys, cache }: FactoryKeys): Verifier {
  const { clock, log, factory } = parts
  const base = accessTokenTrust(parts)
  let metadata: Metadata | undefined

  async function ask(token: string, context: RequestContext): Promise<Introspection> {
    metadata ??= await discover(parts, context)
    const auth = await proofByKey(parts, context, metadata.issuer)
    const spanId = context.recorder.step({ verb: 'asks', what: 'whether the token is active', to: 'jwt-factory' })
    return factory.introspect(token, auth, { context, spanId }, { metadata })
  }

  return async (token, _caller, context) => {
    const { recorder } = context
    const trust: Trust = { ...base, subject: ANYONE, keys: keys.source(context) }
    const what = 'the token by itself'
    const local = await judge(token, trust, { clock, recorder, cache, what, onRefusal: () => {} })
      .catch(cannotCheck)
      .catch((error: unknown) => nobodyHere(error, context))
    const answer = await ask(token, context).catch(cannotAsk)
    const verdict = decide(answer, local, trust, clock.now() / 1000)
    if (!verdict.valid) logRefusal(log, context, { reason: verdict.reason, token: fingerprint(token) })
    recorder.step(
      verdict.valid
        ? { verb: 'believes', what: 'what the factory says: the token is active' }
        : { verb: 'refuses', what: 'the token, as the factory says', reason: TITLES[verdict.reason] },
    )
    return { ...verdict, locally: summary(local) }
  }
}

/** Without keys there is no local verdict; the factory may still have its say. */
function nobodyHere(error: unknown, { recorder }: RequestContext): undefined {
  if (!(error instanceof Problem)) throw error
  recorder.step({ verb: 'fails', what: 'to check the token by itself', reason: error.detail })
}

/**
 * "Not active" comes without a reason (RFC 7662 §2.2): it is the one found here, or else the token was revoked. "Active"
 * is about the token, not about us: whether it was issued for this service is looked at here too (RFC 7662 §4).
 */
function decide(answer: Introspection, local: Verdict | undefined, trust: Trust, now: number): Verdict {
  const { active, token_type: _kind, ...claims } = answer
  if (!active) return local?.valid === false ? local : refused(new TokenRejected('revoked-token'))
  try {
    checkShapes(claims)
    for (const rule of [issuer, audience, notExpired]) rule(claims, trust, now)
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
