import { AccessRefused } from '../../dialect.ts'

/** The original has no bound: at 8 kB for each made-up token it takes all there is. Ours is enough to see it grow. */
export const MOST_SEEN_BYTES = 8_000_000

/** What an entry takes beside its text, about. */
const SEEN_ENTRY = 100

/** The token ids that were seen, as jwtproxy keeps them: by the id alone, whoever the issuer is, whole, and before anything proves them. */
export interface SeenIds {
  /** @throws AccessRefused replayed; cannot-decide when the bound of ours is reached */
  record(jti: string, until: number): void
  /** Forgets those that were over by then. */
  purge(now: number): void
  readonly bytes: number
}

const sizeOfSeen = (jti: string) => 2 * jti.length + SEEN_ENTRY

export function createSeenIds(most = MOST_SEEN_BYTES): SeenIds {
  const seen = new Map<string, number>()
  let bytes = 0
  return {
    record(jti, until) {
      if (seen.has(jti)) throw new AccessRefused('replayed', { claim: 'jti', words: "Missing or invalid 'jti' claim" })
      if (bytes + sizeOfSeen(jti) > most) throw new AccessRefused('cannot-decide', { words: FULL_OF_IDS })
      seen.set(jti, until)
      bytes += sizeOfSeen(jti)
    },
    purge(now) {
      for (const [jti, until] of seen) {
        if (until >= now) continue
        seen.delete(jti)
        bytes -= sizeOfSeen(jti)
      }
    },
    get bytes() {
      return bytes
    },
  }
}

/** Begins unlike every answer of the original. */
export const OUR_WORDS = 'Here this sandbox ends before jwtproxy would: '

const FULL_OF_IDS = `${OUR_WORDS}the ids of tokens that nobody has proved take ${MOST_SEEN_BYTES / 1_000_000} MB by now, and jwtproxy has no bound (W3). Restart it, or set purge_interval.`
