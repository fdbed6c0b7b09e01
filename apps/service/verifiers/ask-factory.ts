import { logRefusal, type RefusalLog } from '#core/access/judge'
import type { Verifier } from '#core/access/verifier'
import { Problem } from '#core/http/problem'
import { TITLES, TokenRejected } from '#core/token/rejection'
import { refused } from '#core/token/verdict'
import type { FactoryClient } from '#factory-client'

export interface AskFactoryParts {
  /** For whom the token must be. */
  audience: string
  /** Whether the issuer signed it, in place of the caller's ring. */
  isOfIssuer: boolean
  factory: Pick<FactoryClient, 'verify'>
  log: RefusalLog
}

/** The factory signed the token, so the factory is asked. */
export function askFactory({ audience, isOfIssuer, factory, log }: AskFactoryParts): Verifier {
  return async (token, caller, context) => {
    const { recorder } = context
    const ring = isOfIssuer ? {} : { ringId: caller }
    const spanId = recorder.step({ verb: 'asks', what: 'whether the token is good', to: 'jwt-factory', ...ring })
    const answer = await factory
      .verify(caller, { token, aud: audience, sub: caller }, { context, spanId })
      .catch(cannotAsk)
    const verdict = answer ?? refused(new TokenRejected('unknown-key'))
    if (!verdict.valid) logRefusal(token, verdict.reason, { log, context, ...ring })
    recorder.step(
      verdict.valid
        ? { verb: 'believes', what: 'what the factory says: the token is good' }
        : { verb: 'refuses', what: 'the token, as the factory says', reason: TITLES[verdict.reason] },
    )
    return verdict
  }
}

/** Whoever cannot ask cannot believe: fail closed, and say who is missing. */
export function cannotAsk(error: unknown): never {
  if (!(error instanceof Problem)) throw error
  const { detail, members, headers } = error
  throw new Problem('cannot-decide', detail, { members, headers, cause: error })
}
