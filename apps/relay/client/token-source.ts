import type { Clock } from '#core/clock'
import { tokenHints } from '#core/token/token-hints'

/** Where the token comes from that is shown to a relay. */
export interface TokenSource {
  /** Another one each time: then the connection is renewed before the one that opened it expires. */
  readonly renews: boolean
  /**
   * @returns undefined where none is shown
   * @throws Error that says what is wrong, and nothing of a token
   */
  take(): Promise<string | undefined>
}

/** The same for ever, as Piko has it (PK-11). */
export const fixedToken = (token: string | undefined): TokenSource => ({ renews: false, take: async () => token })

/** So much before its end a token is replaced; of one that is good for a short time, when a fifth of that is left. Milliseconds. */
const BEFORE_END = 30_000
const SHARE_OF_LIFE = 0.2

/** Whatever the token says, a connection stands for so long. Milliseconds. */
const SHORTEST_STAY = 1000

/**
 * When a connection is to be renewed, for its token expires.
 * @param now when it was opened. Milliseconds since 1970
 * @returns milliseconds since 1970; Infinity: never, as far as the token says
 */
export function renewalTime(token: string | undefined, now: number): number {
  const { exp } = tokenHints(token) // nobody believes it: whoever lies renews at another time
  if (exp === undefined) return Infinity
  const end = exp * 1000
  return Math.max(now + SHORTEST_STAY, end - Math.min(BEFORE_END, SHARE_OF_LIFE * (end - now)))
}

/** A token that is shown more than once: the same until it has to be renewed. */
export interface TokenInUse {
  /** @throws as TokenSource */
  take(): Promise<string | undefined>
  /** It is not good any more. @returns whether the next one is another */
  forget(token: string | undefined): Promise<boolean>
}

/** @param clock by which it expires */
export function keptToken(source: TokenSource, clock: Clock): TokenInUse {
  let kept: { token: Promise<string | undefined>; until: number } | undefined

  function renew(): Promise<string | undefined> {
    const fresh = { token: source.take(), until: Infinity }
    kept = fresh
    fresh.token.then(
      (token) => void (fresh.until = renewalTime(token, clock.now())),
      () => void (kept = kept === fresh ? undefined : kept),
    )
    return fresh.token
  }

  return {
    take: () => (source.renews && kept && clock.now() < kept.until ? kept.token : renew()),
    async forget(token) {
      const held = kept
      const isHeld = held !== undefined && (await held.token.catch(() => undefined)) === token
      if (isHeld && kept === held) kept = undefined
      return source.renews
    },
  }
}

/** What can stand in a header, and is one word (RFC 6750 §2.1). */
const TOKEN_TEXT = /^[\w.~+/-]+=*$/

/** Whether it can be shown in a header at all: a token that is none is refused by whoever is shown it. */
export const isTokenText = (text: string): boolean => TOKEN_TEXT.test(text)

/** @param tenant for whom Piko has keys of their own (B.5) */
export const tokenFields = (token: string | undefined, tenant?: string): Record<string, string> => ({
  ...(token !== undefined && { authorization: `Bearer ${token}` }),
  ...(tenant !== undefined && { 'x-piko-tenant-id': tenant }),
})
