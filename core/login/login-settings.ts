/**
 * How people are logged in at a gateway: what Gloo's ExtAuthPolicy says in `oauth2.oidcAuthorizationCode`, by its names. It has been
 * read by somebody else; `checkLoginSettings` says what is wrong with it.
 */
export interface LoginSettings {
  /** Under which people see the application: `https://webuitest.com`, with a path where it has one. */
  appUrl: string
  /** Below appUrl: where the provider sends people back to. It never goes on to the application. */
  callbackPath: string
  /** Below appUrl. Absent: nobody can log out here. */
  logoutPath?: string
  /** Where people are after they have logged out. Absent: appUrl. */
  afterLogoutUrl?: string
  /** Of the provider, as it stands in its tokens; its discovery is below (OpenID Connect Discovery 1.0 §4). */
  issuerUrl: string
  clientId: string
  clientSecret: string
  /** `openid` is asked for in any case. */
  scopes: readonly string[]
  session: SessionSettings
  cookieOptions: CookieOptions
  /** What is done while the store of sessions cannot be read: 503, or a new login (Gloo's way). */
  failOnFetchFailure: boolean
  /** Nobody is sent to the provider: who has no session is answered 401. For gateways of which programs ask. */
  failOnRedirect: boolean
  headers: TokenHeaders
  idTokenClaims: readonly LoginClaimHeader[]
  accessTokenClaims: readonly LoginClaimHeader[]
  jwksCacheRefreshPolicy: KeyRefreshPolicy
  /** Said to the provider besides, when somebody is sent there. */
  authEndpointQueryParams: Readonly<Record<string, string>>
  /** In the query of the token endpoint. */
  tokenEndpointQueryParams: Readonly<Record<string, string>>
}

/** Where a session is: in a sealed cookie of the browser, or in the store, and then the cookie has its id alone. */
export type SessionSettings = CookieSessions | StoreSessions

export interface CookieSessions {
  kind: 'cookie'
  /** Stands before the names of its cookies. */
  keyPrefix?: string
  allowRefreshing: boolean
  /** 32 bytes: by which the cookies are sealed. Whoever has it can be anybody. */
  cipherKey: Uint8Array
}

export interface StoreSessions {
  kind: 'store'
  cookieName: string
  allowRefreshing: boolean
  /** A token is renewed so long before its end. Milliseconds. */
  preExpiryBuffer: number
}

export interface CookieOptions {
  /** Seconds; 0: the cookie is gone when the browser ends. */
  maxAge: number
  httpOnly: boolean
  secure: boolean
  path: string
  sameSite: 'lax' | 'strict' | 'none'
  domain?: string
}

export interface TokenHeaders {
  idTokenHeader?: string
  accessTokenHeader?: string
  /** `Bearer ` stands before the token, where the header is Authorization. */
  useBearerSchemaForAuthorization: boolean
}

export interface LoginClaimHeader {
  claim: string
  header: string
  /** Goes beside what another claim has put into the same header, not in its place. What a client sends is removed either way. */
  append: boolean
}

/** When the provider's keys are asked for again because a token names another: what `maxPerInterval` says, for each half hour. */
export type KeyRefreshPolicy = 'never' | 'always' | { maxPerInterval: number }

export const COOKIE_OPTIONS: CookieOptions = {
  maxAge: 2_592_000,
  httpOnly: true,
  secure: true,
  path: '/',
  sameSite: 'lax',
}

export const STORE_SESSIONS: StoreSessions = {
  kind: 'store',
  cookieName: '__session',
  allowRefreshing: true,
  preExpiryBuffer: 2000,
}

/** What holds where nothing else is said: Gloo's defaults. */
export const LOGIN_DEFAULTS = {
  scopes: [],
  session: STORE_SESSIONS,
  cookieOptions: COOKIE_OPTIONS,
  failOnFetchFailure: false,
  failOnRedirect: false,
  headers: { useBearerSchemaForAuthorization: false },
  idTokenClaims: [],
  accessTokenClaims: [],
  jwksCacheRefreshPolicy: 'never',
  authEndpointQueryParams: {},
  tokenEndpointQueryParams: {},
} as const satisfies Partial<LoginSettings>
