import type { RequestContext } from '../trace/request-context.ts'
import type { GateParts } from './gate-parts.ts'
import { STORE_SESSIONS, type LoginSettings } from './login-settings.ts'
import type { RenewSession } from './renew-session.ts'
import type { FoundSession, Session } from './session.ts'

/** Whether a session is good for a request. */
export type KeptAlive =
  { kind: 'good'; session: Session; cookies: readonly string[] } | { kind: 'over'; why: string } | { kind: 'away' }

export const isRenewable = ({ refreshToken }: Session, { session }: LoginSettings): boolean =>
  session.allowRefreshing && refreshToken !== undefined

/**
 * Goes by the clock of the gateway, and renews what is about to end. While the provider does not answer, tokens are good to their very
 * end; then nobody can say whether the person may go on, and that is said.
 */
export async function keptAlive(
  found: FoundSession,
  context: RequestContext,
  { settings, clock }: GateParts,
  renew: RenewSession,
): Promise<KeptAlive> {
  const { session } = found
  const now = clock.now()
  if (now >= session.endsAt) return { kind: 'over', why: 'that of the browser is over' }
  const good = { kind: 'good', session, cookies: [] } as const
  const { session: kept } = settings
  const ahead = kept.kind === 'store' ? kept.preExpiryBuffer : STORE_SESSIONS.preExpiryBuffer
  if (now < session.validUntil - ahead) return good
  if (!isRenewable(session, settings)) {
    return now < session.validUntil ? good : { kind: 'over', why: 'the tokens of that of the browser are over' }
  }
  const renewal = await renew(found, context)
  if (renewal.kind === 'renewed') return { ...renewal, kind: 'good' }
  if (renewal.kind === 'refused') return { kind: 'over', why: renewal.why }
  return clock.now() < session.validUntil ? good : { kind: 'away' }
}
