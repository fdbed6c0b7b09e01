/** The cookies of one browser, as RFC 6265 keeps them; of all that stands there, no more than a play of ours needs. */
export interface CookieJar {
  /** Takes what an answer says, each by itself (Set-Cookie). */
  take(url: URL, setCookies: readonly string[]): void
  /** What a request says; undefined where there is nothing to say. */
  cookieFor(url: URL): string | undefined
  /** Another jar with the same in it. */
  copy(): CookieJar
}

interface KeptCookie {
  name: string
  value: string
  host: string
  path: string
  isSecure: boolean
}

/** A browser takes some more; nobody in a play sets so many. */
const MOST_COOKIES = 50

/** What a browser has room for (RFC 6265 §6.1). Characters. */
const LONGEST_COOKIE = 4096

export const createCookieJar = (): CookieJar => openJar([])

function openJar(first: readonly KeptCookie[]): CookieJar {
  let cookies = [...first]
  return {
    take(url, setCookies) {
      for (const text of setCookies) {
        const read = readSetCookie(url, text)
        if (!read) continue
        const { cookie, isGone } = read
        cookies = cookies.filter((kept) => !isSameCookie(kept, cookie))
        if (!isGone && cookies.length < MOST_COOKIES) cookies.push(cookie)
      }
    },
    cookieFor(url) {
      const fitting = cookies.filter((cookie) => isCookieFor(cookie, url))
      // Those of longer paths come first (RFC 6265 §5.4).
      const sorted = fitting.toSorted((a, b) => b.path.length - a.path.length)
      return sorted.length === 0 ? undefined : sorted.map(({ name, value }) => `${name}=${value}`).join('; ')
    },
    copy: () => openJar(cookies),
  }
}

const isSameCookie = (a: KeptCookie, b: KeptCookie) => a.name === b.name && a.host === b.host && a.path === b.path

/** A port is no part of it: cookies of one host are for all of its ports (RFC 6265 §8.5). */
const isCookieFor = ({ host, path, isSecure }: KeptCookie, url: URL) =>
  host === url.hostname && (!isSecure || url.protocol === 'https:') && isPathBelow(url.pathname, path)

const isPathBelow = (path: string, above: string) =>
  path === above || path.startsWith(above.endsWith('/') ? above : `${above}/`)

/** @returns undefined for what a browser does not take either; here that is each with a domain, too: a play has one host */
function readSetCookie(url: URL, text: string): { cookie: KeptCookie; isGone: boolean } | undefined {
  if (text.length > LONGEST_COOKIE) return undefined
  const [pair = '', ...attributes] = text.split(';').map((part) => part.trim())
  const [name, value] = cutPair(pair)
  const told = new Map(attributes.map((each) => cutPair(each)).map(([key, said]) => [key.toLowerCase(), said]))
  const isSecure = told.has('secure')
  const path = told.get('path')?.startsWith('/') ? String(told.get('path')) : defaultPath(url)
  if (name === '' || told.has('domain') || (isSecure && url.protocol !== 'https:')) return undefined
  if (name.startsWith('__Host-') && (!isSecure || path !== '/')) return undefined
  if (name.startsWith('__Secure-') && !isSecure) return undefined
  return { cookie: { name, value, host: url.hostname, path, isSecure }, isGone: isGoneBy(told) }
}

/** Only what says that it is over is over: no play is longer than the life of a cookie. */
const isGoneBy = (told: ReadonlyMap<string, string>) =>
  told.has('max-age') ? Number(told.get('max-age')) <= 0 : Date.parse(told.get('expires') ?? '') <= FIRST_DAY

/** Who removes a cookie names the first day of 1970. Milliseconds. */
const FIRST_DAY = 86_400_000

function cutPair(text: string): [string, string] {
  const at = text.indexOf('=')
  return at < 0 ? [text, ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()]
}

/** RFC 6265 §5.1.4. */
const defaultPath = ({ pathname }: URL) => pathname.slice(0, Math.max(1, pathname.lastIndexOf('/')))
