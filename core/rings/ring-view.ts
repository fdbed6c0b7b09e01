import type { JWK } from 'jose'
import type { KeyVault } from './key-vault.ts'
import { activeEntry, isPublished, type Ring, type RingEntry, type RotationPolicy } from './rotation.ts'
import type { SigningKey } from '../keys/signing-key.ts'

/** The rings as this process knows them, keys imported and at hand: no request reads a file or a store for a key. */
export interface RingView {
  ids(): string[]
  ring(ringId: string): Ring
  /** The same with what each key was before. */
  past(ringId: string): Ring
  active(ringId: string): SigningKey | undefined
  published(ringId: string, now: number): SigningKey[]
  /** The same as JWKs. A retired one says when it is over, should nobody be there by then to take it out of the set. */
  publicJwks(ringId: string, now: number): JWK[]
  /** Takes over the state of a ring, and loads the keys that are new in it. */
  adopt(ringId: string, ring: Ring): Promise<void>
  /** Forgets a ring and its keys. */
  drop(ringId: string): void
  /** Is the key at hand? */
  has(kid: string): boolean
  /** A key that was made here, so that it need not be loaded. */
  hold(key: SigningKey): void
}

export function createRingView(vault: KeyVault, policy: RotationPolicy): RingView {
  const rings = new Map<string, Ring>()
  const pasts = new Map<string, Ring>()
  const keys = new Map<string, SigningKey>(vault.found.map(({ key }) => [key.kid, key]))

  const ring = (ringId: string) => rings.get(ringId) ?? []
  const endOf = ({ state, since }: RingEntry) =>
    state === 'retired' ? { exp: Math.ceil((since + policy.keepAfter) / 1000) } : {}
  const publishedEntries = (ringId: string, now: number) =>
    ring(ringId).flatMap((entry) => {
      const key = isPublished(entry, policy, now) ? keys.get(entry.kid) : undefined
      return key ? [{ entry, key }] : []
    })
  return {
    ids: () => [...rings.keys()].sort(),
    ring,
    past: (ringId) => pasts.get(ringId) ?? [],
    active: (ringId) => keys.get(activeEntry(ring(ringId))?.kid ?? ''),
    published: (ringId, now) => publishedEntries(ringId, now).map(({ key }) => key),
    publicJwks: (ringId, now) =>
      publishedEntries(ringId, now).map(({ entry, key }) => ({ ...key.publicJwk, ...endOf(entry) })),
    async adopt(ringId, next) {
      const known = ring(ringId)
      for (const { kid, state } of next) {
        if (state === 'revoked' || keys.has(kid)) continue
        const key = await vault.load(ringId, kid)
        if (key) keys.set(kid, key)
      }
      rings.set(ringId, next.map(withoutPast))
      pasts.set(ringId, next)
      for (const { kid } of known)
        if (!next.some((entry) => entry.kid === kid && entry.state !== 'revoked')) keys.delete(kid)
    },
    drop(ringId) {
      for (const { kid } of ring(ringId)) keys.delete(kid)
      rings.delete(ringId)
      pasts.delete(ringId)
    },
    has: (kid) => keys.has(kid),
    hold: (key) => void keys.set(key.kid, key),
  }
}

/** Most who ask want to know how it is. */
const withoutPast = ({ was: _was, ...entry }: RingEntry): RingEntry => entry
