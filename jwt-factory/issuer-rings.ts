import type { SigningKey } from '#core/keys/signing-key'
import type { KeyRings } from '#core/rings/key-rings'
import { furtherRing, ownRingOf } from '#core/rings/ring-id'
import type { Ring } from '#core/rings/rotation'
import { ALL_ALGORITHMS, type Algorithm } from '#core/token/algorithms'
import { TokenRejected } from '#core/token/rejection'
import type { KeySource } from '#core/token/trust'
import type { RingRoom } from './ring-room.ts'

/** An issuer, as far as its rings are meant. */
interface RingOwner {
  readonly ringId: string
}

/**
 * All keys of an issuer: those of its own ring, by ALGORITHM, and those of a further ring for each other algorithm that a
 * token was asked for by. Whoever trusts the issuer trusts them all, so they are published, rotated and removed together.
 */
export interface IssuerRings {
  /** The key that signs, by that algorithm or by that of its own ring; made on first use. @throws Problem too-many-keys */
  keyOf(issuer: RingOwner, algorithm?: Algorithm): Promise<SigningKey>
  /** The rings that are in use when its key of that algorithm signs: without its own, a further one is of nobody. Without one, its own. */
  ringsInUse(issuer: RingOwner, algorithm?: Algorithm): string[]
  /** Where verifiers find its keys, of all its rings. @param now by which they are looked at */
  keysOf(issuer: RingOwner, now?: () => number): KeySource
  /** The states of all its keys. */
  entriesOf(issuer: RingOwner): Ring
  /** What a verifier may believe. */
  publishedOf(issuer: RingOwner): SigningKey[]
  /** Those that there are. */
  ringsOf(issuer: RingOwner): string[]
  /** From now on another key signs, by each of its algorithms; or another is prepared for it. @returns that of the algorithm, or of its own ring */
  renew(issuer: RingOwner, isPrepared: boolean, algorithm?: Algorithm): Promise<SigningKey>
  /** Takes a key out at once, in whichever ring it is. @returns false for an unknown key */
  revoke(issuer: RingOwner, kid: string): Promise<boolean>
}

interface IssuerRingsParts {
  rings: KeyRings
  room: Pick<RingRoom, 'admit'>
}

export function createIssuerRings({ rings, room }: IssuerRingsParts): IssuerRings {
  const known = (issuerRing: string) => rings.ids().filter((ringId) => ownRingOf(ringId) === issuerRing)
  const ringFor = ({ ringId }: RingOwner, algorithm: Algorithm): string =>
    rings.active(ringId)?.algorithm === algorithm ? ringId : furtherRing(ringId, algorithm)
  const signerOf = async (ringId: string) => rings.active(ringId) ?? room.admit(ringId, () => rings.ensure(ringId))

  return {
    async keyOf(issuer, algorithm) {
      const own = await signerOf(issuer.ringId)
      if (algorithm === undefined || own.algorithm === algorithm) return own
      return signerOf(furtherRing(issuer.ringId, algorithm))
    },
    ringsInUse: ({ ringId }, algorithm) =>
      algorithm === undefined ? [ringId] : [...new Set([ringId, ringFor({ ringId }, algorithm)])],
    keysOf: ({ ringId }, now) => ({
      async select(hint) {
        const holder = known(ringId).find((each) => rings.entries(each).some(({ kid }) => kid === hint.kid))
        if (holder !== undefined) return rings.source(holder, now).select(hint)
        // Another factory may have made the key a moment ago, and with it the ring.
        try {
          return await rings.source(ringId, now).select(hint)
        } catch (error) {
          if (!(error instanceof TokenRejected && error.reason === 'unknown-key')) throw error
          return rings.source(furtherRing(ringId, hint.alg), now).select(hint)
        }
      },
    }),
    entriesOf: (issuer) => known(issuer.ringId).flatMap(rings.entries),
    publishedOf: (issuer) => known(issuer.ringId).flatMap(rings.published),
    ringsOf: (issuer) => known(issuer.ringId),
    async renew({ ringId }, isPrepared, algorithm) {
      const renewOne = (ringId: string) =>
        room.admit(ringId, () => (isPrepared ? rings.prepare(ringId) : rings.renew(ringId)))
      const key = await renewOne(ringId)
      const asked = algorithm === undefined ? ringId : ringFor({ ringId }, algorithm)
      const others = new Set([...known(ringId), asked]).difference(new Set([ringId]))
      const renewed = new Map([[ringId, key]])
      for (const other of others) renewed.set(other, await renewOne(other))
      return renewed.get(asked) ?? key
    },
    async revoke({ ringId }, kid) {
      // Another factory may have made a ring a moment ago: each that there may be is looked for.
      for (const each of [ringId, ...ALL_ALGORITHMS.map((algorithm) => furtherRing(ringId, algorithm))])
        if (await rings.revoke(each, kid)) return true
      return false
    },
  }
}
