import type { Store } from '../store/store.ts'
import type { Claims } from '../token/claims.ts'

const SPACE = 'revoked'

/** A token goes by its issuer and its id, never by its text: one token may have several spellings (RFC 7515 §10.13). */
const nameOf = ({ iss = '', jti = '' }: Claims) => `${iss} ${jti}`

/**
 * Revokes a token of which the claims are believed (RFC 7009 §2.1).
 * @param keepSeconds how long after its `exp` somebody may still believe it: the leeway of clocks
 */
export async function revoke(store: Store, claims: Claims, keepSeconds: number): Promise<void> {
  const { exp } = claims
  await store.set(SPACE, nameOf(claims), '', exp === undefined ? undefined : (exp + keepSeconds) * 1000)
}

/** @throws StoreUnavailable: whoever asks fails closed */
export async function isRevoked(store: Store, claims: Claims): Promise<boolean> {
  return (await store.get(SPACE, nameOf(claims))) !== undefined
}
