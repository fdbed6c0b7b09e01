import type { Clock } from '#core/clock'

/** So many are kept; the one that nobody has asked for the longest makes room. What they are kept by comes from clients. */
export const MOST_REUSED = 1000

/** A token is handed out for this part of its life: whoever gets it last has the rest of it for the way. */
const USED_PART = 0.8

interface ReusedToken {
  token: Promise<string>
  madeAt: number
}

/** Tokens that are used again: one for each of those for whom it would be the same. */
export interface ReusedTokens {
  /** @param make makes another one, when there is none or its time is over */
  get(sameness: string, make: () => Promise<string>): Promise<string>
  readonly size: number
}

/** @param life of a token, in milliseconds */
export function reusedTokens(life: number, clock: Clock): ReusedTokens {
  const tokens = new Map<string, ReusedToken>() // the one that was asked for last is the last

  function isFresh({ madeAt }: ReusedToken): boolean {
    const age = clock.now() - madeAt
    return age >= 0 && age < life * USED_PART // a clock that was set back: for others the token would be of the future
  }

  function keep(sameness: string, kept: ReusedToken): void {
    tokens.delete(sameness)
    tokens.set(sameness, kept)
    for (const oldest of tokens.keys()) {
      if (tokens.size <= MOST_REUSED) break
      tokens.delete(oldest)
    }
  }

  return {
    get(sameness, make) {
      const known = tokens.get(sameness)
      if (known && isFresh(known)) {
        keep(sameness, known)
        return known.token
      }
      const made = { token: make(), madeAt: clock.now() }
      keep(sameness, made)
      // A token that could not be made is made by the next who asks.
      made.token.catch(() => tokens.get(sameness) === made && tokens.delete(sameness))
      return made.token
    },
    get size() {
      return tokens.size
    },
  }
}
