import type { SpoiledKey, PublishedKeys } from '#core/control/key-faults'
import type { KeyRings } from '#core/rings/key-rings'
import { isRingId, ownRingOf } from '#core/rings/ring-id'
import type { Issuers } from '../issuer.ts'
import { LOGIN_RING } from '../provider/login-ring.ts'
import { LOGIN_JWKS } from '../provider/provider-paths.ts'

/** What the factory publishes, as faults of key sets need to know it. */
export function keysForFaults(rings: KeyRings, issuers: Issuers): PublishedKeys {
  const keysOf = (isWanted: (ringId: string) => boolean) => rings.keySet(isWanted).keys as SpoiledKey[] // JWKs are
  return {
    signing: () => new Set(rings.ids().flatMap((ringId) => rings.active(ringId)?.kid ?? [])),
    snapshot() {
      const byRing = new Map(
        rings.ids().map((id) => [ownRingOf(id), keysOf((each) => ownRingOf(each) === ownRingOf(id))]),
      )
      const all = keysOf(isRingId)
      return (path) => (path.endsWith('/utils/jwks') ? all : (byRing.get(ringAt(path, issuers)) ?? []))
    },
  }
}

/** The ring whose keys stand at that path; with that of an issuer, those of its further rings. */
function ringAt(path: string, issuers: Issuers): string {
  if (path.endsWith(LOGIN_JWKS)) return ownRingOf(LOGIN_RING)
  const [, kind, name] = /\/(keys|issuers)\/([^/]+)\/(?:\.well-known\/)?jwks(?:\.json)?$/.exec(path) ?? []
  if (kind === 'keys') return name ?? ''
  return kind === 'issuers' && isRingId(name) ? issuers.named(name).ringId : issuers.main.ringId
}
