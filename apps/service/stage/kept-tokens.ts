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
  /**
   * @param purpose what the token is for: callee, scope and proof
   * @param isAlone whether what the grant gets, or fails to get, is for its own play alone, by then: it is not kept, and
   *   the others who wait for it ask again
   */
  get(purpose: string, grant: () => Promise<FreshToken>, isAlone?: () => boolean): Promise<string>
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
  /** It has come, or failed to come, for the play alone that asked for it. */
  isOfOne: boolean
}

export function createKeptTokens(clock: Clock): KeptTokens {
  const kept = new Map<string, KeptToken>()

  const get: KeptTokens['get'] = (purpose, grant, isAlone = () => false) => {
    const known = kept.get(purpose)
    const again = () => get(purpose, grant, isAlone)
    // All who ask while it is on its way wait for the same one.
    if (known && clock.monotonic() < known.until) return shared(known, again)
    const granted = grant()
    const entry: KeptToken = {
      token: granted.then(({ token }) => token),
      text: undefined,
      until: Infinity,
      isOfOne: false,
    }
    kept.set(purpose, entry)
    const forget = () => {
      entry.isOfOne = isAlone()
      if (kept.get(purpose) === entry) kept.delete(purpose)
    }
    granted.then(({ token, expiresIn }) => {
      entry.text = token
      entry.until = clock.monotonic() + Math.max(0, expiresIn - ROUNDED_SECONDS) * 1000 * USED_SHARE
      if (isAlone()) forget()
    }, forget)
    return entry.token
  }

  return {
    get,
    clear: () => kept.clear(),
    drop(token) {
      const purpose = kept.entries().find(([, { text }]) => text === token)?.[0]
      return purpose !== undefined && kept.delete(purpose)
    },
  }
}

/** What somebody gets who did not ask for it himself. */
const shared = (entry: KeptToken, again: () => Promise<string>): Promise<string> =>
  entry.token.then(
    (text) => (entry.isOfOne ? again() : text),
    (error: unknown) => {
      if (entry.isOfOne) return again()
      throw error
    },
  )
