import { Problem } from '#core/http/problem'
import type { KeyRings } from '#core/rings/key-rings'
import { isRingId, MAIN_RING } from '#core/rings/ring-id'
import { createIssuerRings, type IssuerRings } from './issuer-rings.ts'
import { LOGIN_NAME } from './provider/login-ring.ts'
import type { RingRoom } from './ring-room.ts'

/** One issuer of this process: the main one, or one at /issuers/:name. */
export interface Issuer {
  /** Its identifier, `iss`: from the configuration, never from a Host header (RFC 8414 §2). */
  readonly url: string
  /** `@` for the main one. */
  readonly name: string
  /** Its own ring: of no other issuer, and of no caller. It may have further ones (issuer-rings.ts). */
  readonly ringId: string
}

export interface Issuers extends IssuerRings {
  readonly main: Issuer
  /** An issuer by its name. It has no key yet, unless it was used before. @throws Problem not-found for what is no name */
  named(name: string): Issuer
  /** An issuer that has keys, by its identifier, compared as text. */
  find(url: string): Promise<Issuer | undefined>
  /** Does this text name an issuer here, used before or not? A slash at the end, or another spelling, changes nothing. */
  isOwn(iss: string): boolean
  /** Takes a named issuer away, with its keys. @returns false when there is none */
  remove(name: string): Promise<boolean>
}

export const MAIN = MAIN_RING

export interface IssuersParts {
  rings: KeyRings
  /** The identifier of the main issuer; asked for each time, for with port 0 it is known once it listens. */
  url: () => string
  room: Pick<RingRoom, 'admit' | 'remove'>
}

export function createIssuers({ rings, url, room }: IssuersParts): Issuers {
  let known: { url: string; normal: string | undefined } | undefined
  /** It hardly ever changes, and each token that is signed asks for it. */
  const own = () => (known?.url === url() ? known : (known = { url: url(), normal: normal(url()) })).normal
  const base = () => `${url().replace(/\/$/, '')}/issuers/`

  const main: Issuer = {
    get url() {
      return url()
    },
    name: MAIN,
    ringId: MAIN,
  }

  const issuerOf = (name: string): Issuer => ({
    get url() {
      return `${base()}${name}`
    },
    name,
    ringId: ringOf(name),
  })

  return {
    ...createIssuerRings({ rings, room }),
    main,
    named(name) {
      if (isRingId(name) && name !== LOGIN_NAME) return issuerOf(name)
      throw new Problem(
        'not-found',
        'There is no such issuer: its name has 1 to 64 of A-Z a-z 0-9 . _ - and does not begin with a dot.',
      )
    },
    async find(text) {
      if (text === url()) return main
      const name = text.startsWith(base()) ? text.slice(base().length) : ''
      return isRingId(name) && name !== LOGIN_NAME && (await rings.find(ringOf(name))) ? issuerOf(name) : undefined
    },
    isOwn: (iss) => isNamedBelow(own(), normal(iss)),
    remove: (name) => (isRingId(name) && name !== LOGIN_NAME ? room.remove(ringOf(name)) : Promise.resolve(false)),
  }
}

/** Does this text name the main issuer at that URL, or one below it? Capital letters of the host, a standard port or a slash at the end change nothing. */
export function isIssuerOf(mainUrl: string, iss: string): boolean {
  return isNamedBelow(normal(mainUrl), normal(iss))
}

const isNamedBelow = (own: string | undefined, claimed: string | undefined) =>
  claimed !== undefined && (claimed === own || claimed.startsWith(`${own}/issuers/`))

/** An address as it is compared with others: host in lower case, no standard port, no slashes at the end, no query. */
function normal(address: string): string | undefined {
  const url = URL.parse(address)
  if (!url) return undefined
  url.search = url.hash = url.username = url.password = ''
  const { href } = url
  let end = href.length
  while (href[end - 1] === '/') end-- // one look at each; a pattern would look again from every slash
  return href.slice(0, end)
}

const ringOf = (name: string) => `@${name}`
