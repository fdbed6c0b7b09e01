import type { Store } from '../store/store.ts'
import type { Claims } from '../token/claims.ts'
import { TokenRejected } from '../token/rejection.ts'

const SPACE = 'spent'

/**
 * Spends a token that may be used once (RFC 7523 §3 item 7): by issuer and id, and only when its claims are believed.
 * Otherwise anybody could burn ids that others will send.
 * @param keepSeconds how long after its `exp` it might still be believed: the leeway of clocks
 * @throws TokenRejected replayed. StoreUnavailable passes: who cannot remember must not accept
 */
export async function spend(store: Store, { iss = '', jti = '', exp = 0 }: Claims, keepSeconds: number): Promise<void> {
  const isFirst = await store.add(SPACE, `${iss} ${jti}`, '', (exp + keepSeconds) * 1000)
  if (!isFirst) throw new TokenRejected('replayed', { claim: 'jti' })
}
