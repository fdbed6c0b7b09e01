import { Buffer } from 'node:buffer'
import { COOKIE_OPTIONS, LOGIN_DEFAULTS, type LoginSettings } from '#core/login/login-settings'
import { TOKEN_HEADERS } from './judge-visit.ts'
import { PAGE_PATHS } from './in-application.ts'

/** By the names of the sample's variables, in words. */
export interface PageLoginTerms {
  /** BASE_URL. */
  baseUrl: string
  issuerUrl: string
  clientId: string
  clientSecret: string
  /** For whom access tokens are asked. */
  audience: string
  /** RANDOM_SECRET: 32 bytes or more. The keys that seal cookies are derived from it (RFC 5869). */
  randomSecret: string
}

/** A session ends after a working day, however often its tokens were renewed: nobody can take a cookie back that was copied. Seconds. */
const LONGEST_PAGE_SESSION = 8 * 3600

/**
 * How a page that logs people in itself does it: the whole session is in a sealed cookie of the browser, so that the page needs no
 * store. Over https the cookie is `__Host-…` with `Secure`. On http://localhost it is not: Chromium and Firefox would keep
 * such a one there, and Safari would not.
 */
export function pageLoginSettings(terms: PageLoginTerms): LoginSettings {
  const { baseUrl, issuerUrl, clientId, clientSecret, audience, randomSecret } = terms
  return {
    ...LOGIN_DEFAULTS,
    appUrl: baseUrl,
    callbackPath: PAGE_PATHS.callback,
    logoutPath: PAGE_PATHS.logout,
    issuerUrl,
    clientId,
    clientSecret,
    scopes: ['openid', 'profile', 'offline_access'],
    session: { kind: 'cookie', allowRefreshing: true, cipherKey: Buffer.from(randomSecret) },
    cookieOptions: { ...COOKIE_OPTIONS, maxAge: LONGEST_PAGE_SESSION, secure: baseUrl.startsWith('https:') },
    headers: { idTokenHeader: TOKEN_HEADERS.idToken, accessTokenHeader: TOKEN_HEADERS.accessToken, useBearerSchemaForAuthorization: false }, // prettier-ignore
    // Auth0 asks for whom an access token is by this name; whoever does not know it leaves it out (RFC 6749 §3.1).
    authEndpointQueryParams: { audience },
    jwksCacheRefreshPolicy: 'always',
  }
}
