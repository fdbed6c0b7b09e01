import { errorText } from '../error-text.ts'
import type { RequestContext } from '../trace/request-context.ts'
import type { GateParts } from './gate-parts.ts'
import type { Session } from './session.ts'

/** Tells the provider that nobody uses the tokens of a session any more (RFC 7009), as far as it can be told. Never rejects. */
export async function revokeTokens(
  { accessToken, refreshToken }: Session,
  context: RequestContext,
  { provider, providerName, log }: GateParts,
): Promise<void> {
  try {
    const { lib, config, metadata } = await provider.known()
    if (typeof metadata.revocation_endpoint !== 'string') return
    context.recorder.step({ verb: 'asks', what: 'to revoke the tokens of the session', to: providerName })
    const revoke = (token: string, hint: string) => lib.tokenRevocation(config, token, { token_type_hint: hint })
    const done = await Promise.allSettled([
      ...(refreshToken === undefined ? [] : [revoke(refreshToken, 'refresh_token')]),
      revoke(accessToken, 'access_token'),
    ])
    const failed = done.find((each) => each.status === 'rejected' && !isOfOtherType(each.reason))
    if (failed?.status === 'rejected') throw failed.reason
    if (done.some((each) => each.status === 'rejected'))
      context.recorder.step({ verb: 'finds', what: 'the access token cannot be revoked: it is good to its end' })
  } catch (error) {
    log.warn({ why: errorText(error), traceId: context.trace.traceId }, 'tokens-not-revoked')
    context.recorder.step({ verb: 'finds', what: 'not all tokens of the session could be revoked' })
  }
}

/**
 * An access token that says for itself what it is, a JWT, can be one that nobody revokes (RFC 7009 §2.2.1): it is good until it ends, and
 * nothing has gone wrong. By its code alone: the library is loaded late.
 */
const isOfOtherType = (error: unknown): boolean =>
  error instanceof Error && 'error' in error && error.error === 'unsupported_token_type'
