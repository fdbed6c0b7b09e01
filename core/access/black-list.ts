import { hash } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Store } from '../store/store.ts'
import type { Claims } from '../token/claims.ts'

/** Tokens that were taken back, though nobody knows which tokens there are. */
export interface BlackList {
  /** One read of the store. @throws StoreUnavailable: whoever asks fails closed */
  has(claims: Claims, signed: string): Promise<boolean>
  /** @returns under which key it stands, and until when: milliseconds since 1970, never without an end of the token */
  put(claims: Claims, signed: string): Promise<{ key: string; until: number | undefined }>
  /** Takes an entry away. @returns whether there was one */
  delete(key: string): Promise<boolean>
  /** All keys that stand there, in their order. What others on the store have changed is seen a second later. */
  keys(): Promise<readonly string[]>
}

const BLACK_LISTED = 'black-listed'

/** Longer than a request takes, so that nobody's token is forgotten while it is looked at. Milliseconds. */
const KEPT_BEYOND_ITS_END = 600_000

/** No store has a page of its keys without looking at all of them, so whoever asks for pages shares what was listed. Milliseconds. */
const LISTING_KEPT = 1000

/** @param clock by which tokens are judged */
export function createBlackList(store: Pick<Store, 'get' | 'set' | 'delete' | 'list'>, clock: Clock): BlackList {
  let listing: { keys: Promise<readonly string[]>; now: number; monotonic: number } | undefined

  /** Also where the time of day is set. */
  const isFresh = ({ now, monotonic }: { now: number; monotonic: number }) =>
    Math.max(Math.abs(clock.now() - now), clock.monotonic() - monotonic) < LISTING_KEPT

  /** What is listed meanwhile may be of the time before. */
  async function changed<Result>(change: Promise<Result>): Promise<Result> {
    try {
      return await change
    } finally {
      listing = undefined
    }
  }

  function list() {
    const keys = store.list(BLACK_LISTED).then((all) => all.map(([key]) => key))
    const mine = { keys, now: clock.now(), monotonic: clock.monotonic() }
    keys.catch(() => {
      if (listing === mine) listing = undefined
    })
    return mine
  }

  return {
    has: async (claims, signed) => (await store.get(BLACK_LISTED, keyOfToken(claims, signed))) !== undefined,
    async put(claims, signed) {
      const key = keyOfToken(claims, signed)
      const { exp } = claims
      const until = exp === undefined ? undefined : Math.max(exp * 1000, clock.now()) + KEPT_BEYOND_ITS_END
      await changed(store.set(BLACK_LISTED, key, '', until))
      return { key, until }
    },
    delete: (key) => changed(store.delete(BLACK_LISTED, key)),
    keys() {
      if (!listing || !isFresh(listing)) listing = list()
      return listing.keys
    },
  }
}

/** A longer id is known by its hash. Characters. */
const LONGEST_ID = 256

/**
 * By which a token is known (KS-10): its `jti`, or where it has none the SHA-256 of its text without the signature, of which one text
 * may have several (ECDSA).
 */
export function keyOfToken({ jti }: Claims, signed: string): string {
  if (jti === undefined) return `sha256:${hash('sha256', signed, 'base64url')}`
  return jti.length <= LONGEST_ID ? `jti:${jti}` : `jti-sha256:${hash('sha256', jti, 'base64url')}`
}
