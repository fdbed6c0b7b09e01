import { hash, randomBytes } from 'node:crypto'
import { cookieText, endedCookie, isForHostAlone, readCookies } from './cookies.ts'
import type { CookieOptions, CookieSessions } from './login-settings.ts'
import { createOpenedSessions } from './opened-sessions.ts'
import type { Remembered } from './remembered.ts'
import type { Seal } from './seal.ts'
import { SessionTooLarge, type Session, type Sessions } from './session.ts'

/** A browser keeps 4096 bytes of a cookie, with its name and attributes (RFC 6265 §6.1); two fit into the head of a request. */
const BYTES_OF_PIECE = 3600
const MOST_COOKIE_PIECES = 2

export interface CookieSessionParts {
  settings: CookieSessions
  options: CookieOptions
  seal: Seal
  /** By their ids. */
  ended: Remembered
}

/** Sessions that are in the browser alone, sealed. Two gateways with one key know each other's, but not who has logged out there. */
export function createCookieSessions({ settings, options, seal, ended }: CookieSessionParts): Sessions {
  const plain = settings.keyPrefix === undefined ? 'login-session' : `${settings.keyPrefix}_session`
  const name = isForHostAlone(options) && settings.keyPrefix === undefined ? `__Host-${plain}` : plain
  const names = [name, `${name}.1`]
  const isOurs = (each: string) => names.includes(each)
  const opened = createOpenedSessions()

  async function write(session: Session, before: string | undefined): Promise<string[]> {
    const text = await seal.seal(session)
    const pieces = text.match(COOKIE_PIECES) ?? []
    if (pieces.length > MOST_COOKIE_PIECES) throw new SessionTooLarge('the tokens are longer than cookies can be')
    const had = new Set(readCookies(before).map(([each]) => each))
    return names.flatMap((each, at) => {
      const piece = pieces[at]
      if (piece !== undefined) return [cookieText(each, `${pieces.length}.${piece}`, options, options.maxAge)]
      return had.has(each) ? [endedCookie(each, options)] : []
    })
  }

  return {
    isOurs,
    cookieName: name,
    async find(cookies) {
      const ours = readCookies(cookies).filter(([each]) => isOurs(each))
      if (ours.length === 0) return undefined
      const values = new Map(ours)
      if (values.size < ours.length) return 'twice'
      const [count = '', ...first] = (values.get(name) ?? '').split('.')
      const kept = first.join('.') + (count === '2' ? (values.get(`${name}.1`) ?? '').replace(/^2\./, '') : '')
      const place = hash('sha256', kept, 'base64url')
      const session = opened.get(place, kept) ?? (await seal.open(kept))
      if (!isSession(session) || session.id === undefined || ended.has(session.id)) return undefined
      opened.put(place, kept, session)
      return { session, key: session.id, kept }
    },
    open: (session, cookies) => write({ ...session, id: randomBytes(16).toString('base64url') }, cookies),
    renew: (_found, session) => write(session, undefined),
    async end(found, cookies) {
      if (found) ended.add(found.key, found.session.endsAt)
      const had = readCookies(cookies).filter(([each]) => isOurs(each))
      return [...new Set(had.map(([each]) => each))].map((each) => endedCookie(each, options))
    },
    takeTurn: async () => ({ mine: true, leave: async () => {} }),
  }
}

const COOKIE_PIECES = new RegExp(`.{1,${BYTES_OF_PIECE}}`, 'g')

/** What the seal opens was made here; the look at it makes the type true. */
export const isSession = (value: unknown): value is Session =>
  typeof value === 'object' && value !== null && 'idToken' in value && 'validUntil' in value
