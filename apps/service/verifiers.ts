import { judge } from '#core/access/judge.ts'
import type { RequestContext } from '#core/http/context.ts'
import { Problem } from '#core/http/problem.ts'
import { pinnedFile } from '#core/keys/pinned-file.ts'
import { KeysUnavailable, pinnedKeys } from '#core/keys/pinned-keys.ts'
import { ALL_ALGORITHMS } from '#core/token/algorithms.ts'
import { fingerprint } from '#core/token/redact.ts'
import { TITLES, TokenRejected } from '#core/token/rejection.ts'
import { refused, type Verdict } from '#core/token/verdict.ts'
import { ROLES, type Role, type TrustMode } from '#scenarios'
import type { ServiceParts } from './parts.ts'

/** Decides whether a token is good. `caller` is who should have sent it. Throws a Problem when it cannot decide. */
export type Verifier = (token: string, caller: Role, context: RequestContext) => Promise<Verdict>

/** One entry per trust mode: the only place where the scenarios of a service differ. */
export function createVerifiers(parts: ServiceParts): Record<TrustMode, Verifier> {
  return { 'ask-factory': askFactory(parts), 'pinned-key': pinnedKey(parts) }
}

/** The factory signed the token, so the factory is asked. */
function askFactory({ role, factory, log }: ServiceParts): Verifier {
  return async (token, caller, context) => {
    const { recorder } = context
    const spanId = recorder.step({ verb: 'asks', what: 'whether the token is good', to: 'jwt-factory', keyId: caller })
    const answer = await factory.verify(caller, { token, aud: role, sub: caller }, { context, spanId }).catch(cannotAsk)
    const verdict = answer ?? refused(new TokenRejected('unknown-key'))
    if (!verdict.valid) logRefusal(log, context, { reason: verdict.reason, keyId: caller, token: fingerprint(token) })
    recorder.step(
      verdict.valid
        ? { verb: 'believes', what: 'what the factory says: the token is good' }
        : { verb: 'refuses', what: 'the token, as the factory says', reason: TITLES[verdict.reason] },
    )
    return verdict
  }
}

/** The caller signed the token, and its public key is known here. The factory is not involved. */
function pinnedKey({ role, config, clock, log }: ServiceParts): Verifier {
  const sources = Object.fromEntries(
    ROLES.map((caller) => [caller, pinnedKeys(pinnedFile(config.keysFolder, caller), clock)]),
  ) as Record<Role, ReturnType<typeof pinnedKeys>> // one entry for each role
  const base = {
    issuer: config.selfSignedIssuer,
    audience: role,
    algorithms: ALL_ALGORITHMS,
    type: 'JWT',
    required: ['exp', 'iat', 'jti'],
    maxLifetimeSeconds: Math.max(300, config.selfSignedLifetimeSeconds + 1), // rounding may add a second
    leewaySeconds: config.leewaySeconds,
  }
  return (token, caller, context) => {
    const onRefusal = (event: object) => logRefusal(log, context, event)
    const trust = { ...base, subject: caller, keys: sources[caller] }
    return judge(token, trust, { clock, recorder: context.recorder, keyId: caller, onRefusal }).catch(cannotRead)
  }
}

function logRefusal(log: ServiceParts['log'], { trace }: RequestContext, event: object): void {
  log.warn({ ...event, traceId: trace.traceId }, 'token-rejected')
}

/** Whoever cannot ask cannot believe: fail closed, and say who is missing. */
function cannotAsk(error: unknown): never {
  if (!(error instanceof Problem)) throw error
  throw new Problem('cannot-decide', error.detail, { members: error.members, cause: error })
}

function cannotRead(error: unknown): never {
  if (!(error instanceof KeysUnavailable)) throw error
  throw new Problem('cannot-decide', 'The public keys of the caller cannot be read.', { cause: error })
}
