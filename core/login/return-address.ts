/** A longer address is not kept: it stands in a cookie of a login that goes on. Characters. */
const LONGEST_RETURN = 512

/** The places of a login below its application. */
export interface LoginPlaces {
  /** Of the application: scheme, host and port. */
  origin: string
  /** '' or '/app'. */
  base: string
  /** Where the provider sends people back to: the whole address, and its path. */
  redirectUri: string
  callback: string
  logout: string | undefined
  /** Where people begin, and go where nothing else is known. */
  home: string
  afterLogout: string
}

/** @throws TypeError when appUrl is none */
export function loginPlaces(settings: {
  appUrl: string
  callbackPath: string
  logoutPath?: string
  afterLogoutUrl?: string
}): LoginPlaces {
  const { origin, pathname } = new URL(settings.appUrl)
  const base = pathname.replace(/\/+$/, '')
  const callback = base + settings.callbackPath
  const home = `${origin}${base}/`
  return {
    origin,
    base,
    redirectUri: origin + callback,
    callback,
    logout: settings.logoutPath === undefined ? undefined : base + settings.logoutPath,
    home,
    afterLogout: settings.afterLogoutUrl ?? home,
  }
}

/** The path of a request, as it came, without its query. */
export const pathAsked = (target: string): string => target.split(/[?#]/, 1)[0] ?? '/'

/**
 * Where a person goes on after the login: path and query of what was asked for, where that lies below the application.
 * Whatever could be read as another place is not gone to (OWASP: unvalidated redirects).
 * @param target as it stands in the request line, or as it was kept
 */
export function returnAddress(target: string, { origin, base, callback, logout }: LoginPlaces): string {
  const home = `${base}/`
  if (target.length > LONGEST_RETURN || !PATH_ALONE.test(target)) return home
  if (!URL.canParse(target, origin)) return home
  const read = new URL(target, origin)
  if (read.origin !== origin || read.pathname.startsWith('//')) return home
  if (read.pathname !== base && !read.pathname.startsWith(home)) return home
  if (read.pathname === callback || read.pathname === logout) return home
  return read.pathname + read.search
}

/** Begins with one slash; has no backslash, which browsers take for a slash, and only signs that a URL can have. */
const PATH_ALONE = /^\/(?![/\\])[\x21-\x22\x24-\x5b\x5d-\x7e]*$/
