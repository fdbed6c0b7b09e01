import { randomBytes } from 'node:crypto'
import type { ExtAuthPolicy, GlooLogin } from '#core/policy/gloo/model'
import type { KeyRefreshPolicy, LoginSettings, SessionSettings } from '#core/login/login-settings'
import type { GlooSecrets } from './gloo-secrets.ts'

/** The settings of a login, as a policy says them. */
export function settingsOfGloo(
  login: GlooLogin,
  { clientSecret, cipherKey }: Pick<GlooSecrets, 'clientSecret' | 'cipherKey'>,
  ports: ReadonlyMap<number, number>,
): LoginSettings {
  const {
    callbackPath,
    issuerUrl,
    clientId,
    scopes,
    failOnFetchFailure,
    failOnRedirect,
    idTokenClaims,
    accessTokenClaims,
  } = login
  const { logoutPath, afterLogoutUrl, idTokenHeader, accessTokenHeader, useBearerSchemaForAuthorization, cookie } =
    login
  const { authEndpointQueryParams, tokenEndpointQueryParams } = login
  return {
    appUrl: publicUrl(login.appUrl.text, ports),
    callbackPath,
    ...(logoutPath !== undefined && { logoutPath }),
    ...(afterLogoutUrl !== undefined && { afterLogoutUrl: afterLogout(afterLogoutUrl, login.appUrl.text, ports) }),
    issuerUrl,
    clientId,
    clientSecret: clientSecret(login.clientSecret),
    scopes,
    session: sessionOf(login, cipherKey),
    cookieOptions: cookieOptionsOf(cookie),
    failOnFetchFailure,
    failOnRedirect,
    headers: {
      ...(idTokenHeader !== undefined && { idTokenHeader }),
      ...(accessTokenHeader !== undefined && { accessTokenHeader }),
      useBearerSchemaForAuthorization,
    },
    idTokenClaims,
    accessTokenClaims,
    jwksCacheRefreshPolicy: refreshOf(login),
    authEndpointQueryParams,
    tokenEndpointQueryParams,
  }
}

/** What people type: where a port of the cluster is another one here, that. */
export function publicUrl(text: string, ports: ReadonlyMap<number, number>): string {
  const url = new URL(text)
  const port = url.port === '' ? PORTS_OF_SCHEMES[url.protocol] : Number(url.port)
  const mapped = port === undefined ? undefined : ports.get(port)
  if (mapped === undefined) return text
  url.port = String(mapped)
  return url.href.replace(/\/$/, '')
}

const PORTS_OF_SCHEMES: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 }

/** Only what is here has its ports here. */
const afterLogout = (text: string, appUrl: string, ports: ReadonlyMap<number, number>) =>
  new URL(text).origin === new URL(appUrl).origin ? publicUrl(text, ports) : text

function sessionOf({ session }: GlooLogin, cipherKey: GlooSecrets['cipherKey']): SessionSettings {
  if (session.kind === 'cookie') {
    const { kind, allowRefreshing, keyPrefix, cipherKey: ref } = session
    // Without one, Gloo writes tokens into cookies as they are. Here they are sealed, with a key that is gone with the process.
    const key = ref ? cipherKey(ref) : randomBytes(32)
    return { kind, allowRefreshing, cipherKey: key, ...(keyPrefix !== undefined && { keyPrefix }) }
  }
  const { kind, cookieName, allowRefreshing, preExpiryBuffer } = session
  return { kind, cookieName, allowRefreshing, preExpiryBuffer }
}

const cookieOptionsOf = ({ maxAgeSeconds, httpOnly, secure, path, sameSite, domain }: GlooLogin['cookie']) => ({
  maxAge: maxAgeSeconds,
  httpOnly,
  secure,
  path,
  sameSite,
  ...(domain !== undefined && { domain }),
})

function refreshOf({ jwksCacheRefreshPolicy: policy }: GlooLogin): KeyRefreshPolicy {
  return policy.kind === 'at-most' ? { maxPerInterval: policy.requestsPerPoll } : policy.kind
}

/** Headers that a gateway alone says, of all of its policies: no client says them on any route. */
export const glooIdentityHeaders = (policies: readonly ExtAuthPolicy[]): string[] => [
  ...new Set(
    policies.flatMap(({ login }) =>
      login
        ? [
            login.idTokenHeader,
            login.accessTokenHeader,
            ...[...login.idTokenClaims, ...login.accessTokenClaims].map(({ header }) => header),
          ].filter((name) => name !== undefined)
        : [],
    ),
  ),
]
