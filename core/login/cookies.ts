import type { CookieOptions } from './login-settings.ts'

/** The cookies of a request in their order: Node has joined several headers to one. */
export function readCookies(header: string | undefined): [name: string, value: string][] {
  if (header === undefined) return []
  return header.split(';').flatMap((pair) => {
    const mark = pair.indexOf('=')
    return mark < 0 ? [] : [[pair.slice(0, mark).trim(), pair.slice(mark + 1).trim()] as [string, string]]
  })
}

/** What is left for the application. @returns undefined when nothing is */
export function withoutCookies(header: string, isOurs: (name: string) => boolean): string | undefined {
  const rest = header.split(';').filter((pair) => !isOurs((pair.split('=', 1)[0] ?? '').trim()))
  const text = rest.map((pair) => pair.trim()).join('; ')
  return text === '' ? undefined : text
}

/** A `Set-Cookie` (RFC 6265 §4.1). @param maxAge seconds; 0: until the browser ends */
export function cookieText(
  name: string,
  value: string,
  options: Omit<CookieOptions, 'maxAge'>,
  maxAge: number,
): string {
  const { path, domain, secure, httpOnly, sameSite } = options
  return [
    `${name}=${value}`,
    `Path=${path}`,
    ...(domain === undefined ? [] : [`Domain=${domain}`]),
    ...(maxAge > 0 ? [`Max-Age=${maxAge}`] : []),
    ...(secure ? ['Secure'] : []),
    ...(httpOnly ? ['HttpOnly'] : []),
    `SameSite=${SAME_SITE[sameSite]}`,
  ].join('; ')
}

/** Takes a cookie away: with the same path and domain as it was set. */
export const endedCookie = (name: string, options: Omit<CookieOptions, 'maxAge'>): string =>
  `${cookieText(name, '', options, 0)}; Max-Age=0`

const SAME_SITE = { lax: 'Lax', strict: 'Strict', none: 'None' } as const

/** Such a cookie nobody can set but this very host, over TLS: no neighbour below the same domain (RFC 6265bis §4.1.3.2). */
export const isForHostAlone = ({ secure, path, domain }: Omit<CookieOptions, 'maxAge'>): boolean =>
  secure && path === '/' && domain === undefined
