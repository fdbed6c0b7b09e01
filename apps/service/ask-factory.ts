import { fingerprint } from '#core/token/redact'
import { TITLES, TokenRejected } from '#core/token/rejection'
import { refused } from '#core/token/verdict'
import type { ServiceParts } from './parts.ts'
import { cannotAsk, logRefusal, type Verifier } from './verifier.ts'

/** The factory signed the token, so the factory is asked. */
export function askFactory({ role, factory, log }: ServiceParts): Verifier {
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
