import type { Clock } from '#core/clock'

/** An access token as the factory hands it out. */
export interface FreshToken {
  token: string
  /** Seconds. */
  expiresIn: number
}

/** Tokens that a service uses again, each for most of its life: what any caller should do that calls often. */
export interface KeptTokens {
  /** Forgets all of them. */
  clear(): void
  /** @param purpose what the token is for: callee, scope and proof */
  get(purpose: string, grant: () => Promise<FreshToken>): Promise<string>
  /** A callee did not believe this token: it is not used again. @returns whether it was one that is kept */
  drop(token: string): boolean
}

/** The last part of a life is left unused, so that no token expires on its way. */
const USED_SHARE = 0.8

/** The dates of a token are whole seconds, so up to one of them is over when it arrives. */
const ROUNDED_SECONDS = 1

interface KeptToken {
  token: Promise<string>
  /** The token itself, once it is here. */
  text: string | undefined
  until: number
}

export function createKeptTokens(clock: Clock): KeptTokens {
  const kept = new Map<string, KeptToken>()
  return {
    get(purpose, grant) {
      const known = kept.get(purpose)
      if (known && clock.monotonic() < known.until) return known.token
      // All who ask while it is on its way wait for the same one.
      const granted = grant()
      const entry: KeptToken = { token: granted.then(({ token }) => token), text: undefined, until: Infinity }
      kept.set(purpose, entry)
      granted.then(
        ({ token, expiresIn }) => {
          entry.text = token
          entry.until = clock.monotonic() + Math.max(0, expiresIn - ROUNDED_SECONDS) * 1000 * USED_SHARE
        },
        () => kept.get(purpose) === entry && kept.delete(purpose),
      )
      return entry.token
    },
    clear: () => kept.clear(),
    drop(token) {
      const purpose = kept.entries().find(([, { text }]) => text === token)?.[0]
      return purpose !== undefined && kept.delete(purpose)
    },
  }
}
