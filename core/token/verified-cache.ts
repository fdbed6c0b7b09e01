import { hash } from 'node:crypto'
import type { Claims } from './claims.ts'
import { MAX_TOKEN_LENGTH } from './compact-form.ts'
import type { VerificationKey } from './trust.ts'

/**
 * What a token said about itself and which key proved it. Only what cannot change is here: whether the key is still
 * trusted and whether the claims are good now, for us, is decided on every call.
 */
export interface VerifiedToken {
  header: Record<string, unknown>
  claims: Claims
  key: VerificationKey
}

/** Remembers signatures that were good, for checking one is the dearest part of believing a token. */
export interface VerifiedCache {
  /** @param now seconds since 1970 */
  get(token: unknown, now: number): VerifiedToken | undefined
  /** Takes a token that was believed; its claims are frozen, for they will be handed out again. */
  put(token: string, verified: VerifiedToken): void
  readonly size: number
}

const MAX_ENTRIES = 5000

/**
 * A bounded cache, the least recently used entry leaving first. It is keyed by the SHA-256 of the whole token: a key
 * made of a part, or of a short hash, would let one token answer for another (CVE-2026-35039). No entry outlives `exp`,
 * and a token without one is not kept.
 */
export function createVerifiedCache(limit = MAX_ENTRIES): VerifiedCache {
  const entries = new Map<string, VerifiedToken>()
  return {
    get(token, now) {
      if (typeof token !== 'string' || token.length > MAX_TOKEN_LENGTH || entries.size === 0) return undefined
      const name = nameOf(token)
      const entry = entries.get(name)
      if (!entry) return undefined
      entries.delete(name)
      if (now >= (entry.claims.exp ?? 0)) return undefined
      entries.set(name, entry) // the last one now
      return entry
    },
    put(token, verified) {
      if (verified.claims.exp === undefined) return
      freeze(verified.claims)
      entries.set(nameOf(token), verified)
      const [oldest] = entries.keys()
      if (entries.size > limit && oldest !== undefined) entries.delete(oldest)
    },
    get size() {
      return entries.size
    },
  }
}

const nameOf = (token: string) => hash('sha256', token, 'base64url')

/** Claims are at most 32 levels deep (strict-json.ts). */
function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  Object.freeze(value)
  for (const member of Object.values(value)) freeze(member)
}
