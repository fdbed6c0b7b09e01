import { hash, randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { cookieText, endedCookie, isForHostAlone, readCookies } from './cookies.ts'
import type { CookieOptions } from './login-settings.ts'
import type { Remembered } from './remembered.ts'
import type { Seal } from './seal.ts'

/** A login that has begun: what the answer of the provider is compared with. */
export interface PendingLogin {
  state: string
  nonce: string
  /** Of PKCE (RFC 7636 §4.1). */
  verifier: string
  /** Where the person was going: path and query. */
  returnTo: string
}

/** Why an answer of the provider belongs to no login that goes on. */
export type NoPendingLogin = 'no-state' | 'other-browser' | 'too-late' | 'used'

/**
 * Logins that have begun and are not over. Each is a cookie of the browser, sealed, named after its state: so several tabs log in at
 * once, an answer that was begun in another browser finds no cookie (RFC 6749 §10.12), and nobody fills a memory here by beginning.
 */
export interface PendingLogins {
  begin(returnTo: string, cookies: string | undefined): Promise<{ login: PendingLogin; cookies: string[] }>
  /** A login is taken once. */
  take(state: string | null, cookies: string | undefined): Promise<PendingLogin | NoPendingLogin>
  /** What the browser is to forget when a login is over. */
  ended(state: string | null, cookies: string | undefined): string[]
  isOurs(name: string): boolean
}

/** How long the page of the provider may stay open. Seconds. */
const LONGEST_LOGIN = 600

/** Each is a cookie of about a kilobyte; who begins more ends the oldest. */
const MOST_IN_BROWSER = 4

/** A proxy before this one may take no longer heads of answers. */
const MOST_ENDED_AT_ONCE = 16

const random = () => randomBytes(32).toString('base64url')

/** @param taken those that were used */
export function createPendingLogins(
  cookieOptions: CookieOptions,
  seal: Seal,
  clock: Clock,
  taken: Remembered,
): PendingLogins {
  const { secure } = cookieOptions
  // Lax: the provider's answer is a link from another site. The callback is on the very host that sets it.
  const options = { path: '/', secure, httpOnly: true, sameSite: 'lax' } as const
  const prefix = isForHostAlone(options) ? '__Host-login-at-' : 'login-at-'
  const nameOf = (state: string) => prefix + hash('sha256', state, 'base64url').slice(0, 16)
  const isOurs = (name: string) => name.startsWith(prefix)

  async function open(value: string): Promise<KeptLogin | undefined> {
    const kept = await seal.open(value)
    return isKept(kept) ? kept : undefined
  }

  /** Those that are in the way of another: over, not ours, or the oldest. */
  async function inTheWay(cookies: string | undefined): Promise<string[]> {
    const all = readCookies(cookies).filter(([name]) => isOurs(name))
    const read = await Promise.all(
      all
        .slice(0, 4 * MOST_IN_BROWSER)
        .map(async ([name, value]) => ({ name, until: (await open(value))?.until ?? 0 })),
    )
    const live = read.filter(({ until }) => until > clock.now())
    const newest = live.toReversed().sort((a, b) => b.until - a.until) // of those begun at once it is the last (RFC 6265 §5.4)
    const kept = new Set(newest.slice(0, MOST_IN_BROWSER - 1).map(({ name }) => name))
    // Who has been given hundreds would be answered hundreds: the next answer ends more of them.
    const gone = new Set(all.map(([name]) => name).filter((name) => !kept.has(name)))
    return [...gone].slice(0, MOST_ENDED_AT_ONCE)
  }

  return {
    isOurs,
    async begin(returnTo, cookies) {
      const login = { state: random(), nonce: random(), verifier: random(), returnTo }
      const text = await seal.seal({ ...login, until: clock.now() + LONGEST_LOGIN * 1000 })
      const gone = (await inTheWay(cookies)).map((name) => endedCookie(name, options))
      return { login, cookies: [...gone, cookieText(nameOf(login.state), text, options, LONGEST_LOGIN)] }
    },
    async take(state, cookies) {
      if (state === null || state === '') return 'no-state'
      const name = nameOf(state)
      const takenAs = hash('sha256', state, 'base64url')
      if (taken.has(takenAs)) return 'used' // the cookie went when it was taken
      const values = readCookies(cookies).filter(([each]) => each === name)
      const [[, value = ''] = []] = values
      const kept = values.length === 1 ? await open(value) : undefined
      if (!kept || kept.state !== state) return 'other-browser'
      if (kept.until <= clock.now()) return 'too-late'
      return taken.add(takenAs, kept.until) ? kept : 'used'
    },
    ended: (state, cookies) =>
      state !== null && readCookies(cookies).some(([name]) => name === nameOf(state))
        ? [endedCookie(nameOf(state), options)]
        : [],
  }
}

interface KeptLogin extends PendingLogin {
  /** Milliseconds since 1970. */
  until: number
}

/** What the seal opens was made here; the look at it makes the type true. */
const isKept = (value: unknown): value is KeptLogin =>
  typeof value === 'object' && value !== null && 'verifier' in value && 'until' in value
