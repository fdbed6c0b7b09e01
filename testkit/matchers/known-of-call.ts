/** What clients note about the way to their answer. */
type Noted = Readonly<Record<string, unknown>>

const notedIn = (value: unknown): Noted => Object(value)

/** Answers that came without a token, by a client of the kit. */
const sentWithout = new WeakSet<object>()

export function noteSentWithout(answer: object): void {
  sentWithout.add(answer)
}

/** Where a token may be sent. */
const HEADERS_WITH_TOKENS = ['authorization', 'proxy-authorization', 'cookie', 'dpop', 'x-api-key'] as const
const TOKEN_IN_URL = /[?&][^=&]*(?:token|jwt|auth|key)[^=&]*=/i

/** Is it certain that no token was sent? Clients of the kit know it, and the requests of Node (axios, supertest). */
export function isSentWithoutToken(answer: object): boolean {
  if (sentWithout.has(answer)) return true
  const { request, req } = notedIn(answer)
  return [request, req].some((each) => {
    const { getHeader, path } = notedIn(each)
    if (typeof getHeader !== 'function' || typeof path !== 'string') return false
    return !hasTokenHeader((name) => getHeader.call(each, name)) && !TOKEN_IN_URL.test(path)
  })
}

/** @param valueOf of a header; empty or undefined where there is none */
export const hasTokenHeader = (valueOf: (name: string) => unknown): boolean =>
  HEADERS_WITH_TOKENS.some((name) => Boolean(valueOf(name)))

export const hasTokenInUrl = (url: string): boolean => TOKEN_IN_URL.test(url)

/**
 * Did the client follow a redirect? As fetch, axios, supertest, got and undici tell it. With its adapter for fetch axios does not, so it is taken for
 * followed wherever it may be.
 */
export function isRedirectFollowed(answer: object): boolean {
  const { redirected, redirects, redirectUrls, context, request, config } = notedIn(answer)
  if (redirected === true || hasMoreThan(redirects, 0) || hasMoreThan(redirectUrls, 0)) return true
  if (hasMoreThan(notedIn(context)['history'], 1)) return true
  const { path, redirect, responseURL, _redirectable: follower } = notedIn(request)
  if (redirect === 'follow' && config !== undefined) return true
  if (Number(notedIn(follower)['_redirectCount'] ?? 0) > 0) return true
  const { url } = notedIn(config)
  const last = path ?? responseURL
  return typeof last === 'string' && typeof url === 'string' && !pathOfCall(last).endsWith(pathOfCall(url))
}

const hasMoreThan = (list: unknown, length: number): boolean => Array.isArray(list) && list.length > length

function pathOfCall(url: string): string {
  try {
    return new URL(url, 'http://localhost/').pathname.replace(/^\/|\/$/g, '')
  } catch {
    return ''
  }
}
