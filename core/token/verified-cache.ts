import { hash } from 'node:crypto'
import type { Claims } from './claims.ts'
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
  /** Of all tokens that are remembered. */
  readonly characters: number
}

/**
 * Anybody who has a good token fills the cache, so it is bounded in bytes: those of the tokens, for the objects that are
 * made of a token have a size that follows from its length (a claim of `{}` is the worst, about twenty times as large).
 */
export const CACHE_LIMITS = { entries: 5000, all: 1_500_000, token: 4000 }

/**
 * A bounded cache, the least recently used entry leaving first. It is keyed by the SHA-256 of the whole token: a key
 * made of a part, or of a short hash, would let one token answer for another (CVE-2026-35039). No entry outlives `exp`;
 * a token without one, or a very long one, is not kept.
 */
export function createVerifiedCache(limits = CACHE_LIMITS): VerifiedCache {
  const entries = new Map<string, VerifiedToken & { length: number }>()
  let length = 0

  function remove(name: string): void {
    length -= entries.get(name)?.length ?? 0
    entries.delete(name)
  }

  return {
    get(token, now) {
      if (typeof token !== 'string' || token.length > limits.token || entries.size === 0) return undefined
      const name = hashOf(token)
      const entry = entries.get(name)
      if (!entry) return undefined
      if (now >= (entry.claims.exp ?? 0)) return void remove(name)
      entries.delete(name)
      entries.set(name, entry) // the last one now
      return entry
    },
    put(token, verified) {
      if (verified.claims.exp === undefined || token.length > limits.token) return
      freezeClaims(verified.claims)
      const name = hashOf(token)
      remove(name)
      entries.set(name, { ...verified, length: token.length })
      length += token.length
      for (const oldest of entries.keys()) {
        if (entries.size <= limits.entries && length <= limits.all) break
        remove(oldest)
      }
    },
    get size() {
      return entries.size
    },
    get characters() {
      return length
    },
  }
}

const hashOf = (token: string) => hash('sha256', token, 'base64url')

/** Claims that are handed out to several. They are at most 32 levels deep (strict-json.ts). */
export function freezeClaims(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  Object.freeze(value)
  for (const member of Object.values(value)) freezeClaims(member)
}
