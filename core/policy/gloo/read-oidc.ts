import type { YamlEntry } from '../../config/yaml-parts.ts'
import { placeHere, plainTexts, quoted, refusePart, within, type Fields, type Spot } from '../mesh/read-parts.ts'
import {
  glooFields,
  glooFieldsBelow,
  glooPath,
  glooRefBelow,
  neededText,
  glooTexts,
  glooNumber,
  glooFlag,
} from './gloo-parts.ts'
import type { GlooJwksRefresh, GlooLogin } from './model.ts'
import { readGlooClaims, readGlooHeader } from './read-claims.ts'
import { readGlooCookie, readSession } from './read-session.ts'

const OIDC_FIELDS = [
  'accessToken',
  'afterLogoutUrl',
  'appUrl',
  'authEndpointQueryParams',
  'callbackPath',
  'clientId',
  'clientSecretRef',
  'headers',
  'identityToken',
  'issuerUrl',
  'jwksCacheRefreshPolicy',
  'logoutPath',
  'scopes',
  'session',
  'tokenEndpointQueryParams',
]
const OTHER_OIDC_FIELDS = [
  'autoMapFromMetadata',
  'azure',
  'clientAuthentication',
  'default',
  'disableClientSecret',
  'discoveryOverride',
  'discoveryPollInterval',
  'dynamicMetadataFromClaims',
  'endSessionProperties',
  'frontChannelLogout',
  'parseCallbackPathAsRegex',
  'pkce',
  'sessionIdHeaderName',
  'userSession',
]

/** Above the reader, what is said of all of a policy. */
interface OidcAround {
  namespace: string
  failOnRedirect: boolean
}

/** Reads `oidcAuthorizationCode` (D.4): who logs people in, where they come back to, and what the service behind hears of them. */
export function readOidc(
  entry: YamlEntry,
  spot: Spot,
  { namespace, failOnRedirect }: OidcAround,
): GlooLogin | undefined {
  const fields = glooFields(entry.value, spot, OIDC_FIELDS, OTHER_OIDC_FIELDS)
  if (!fields) return undefined
  const appUrl = readUrl(fields, 'appUrl', entry, spot, 'where people find the page, such as https://example.com')
  const issuerUrl = readUrl(fields, 'issuerUrl', entry, spot, 'who logs people in, as in the "iss" of its tokens')
  const clientId = neededText(fields, 'clientId', entry, spot, 'by which the issuer knows this gateway')
  const callbackPath = glooPath(fields.get('callbackPath'), spot)
  if (!fields.has('callbackPath')) refusePart(spot, entry, '"callbackPath" is missing: add it, such as /callback')
  const logoutPath = glooPath(fields.get('logoutPath'), spot)
  if (logoutPath !== undefined && logoutPath === callbackPath)
    refusePart(
      within(spot, 'logoutPath'),
      fields.get('logoutPath') ?? entry,
      'is also the callbackPath: each needs a path of its own',
    )
  const afterLogoutUrl = fields.has('afterLogoutUrl')
    ? readUrl(fields, 'afterLogoutUrl', entry, spot, 'an address')
    : undefined
  const clientSecret = glooRefBelow(fields.get('clientSecretRef'), spot, namespace)
  if (!fields.has('clientSecretRef'))
    refusePart(spot, entry, '"clientSecretRef" is missing: add it, with the name of a Secret')
  const { session, cookie, failOnFetchFailure } = readSession(fields.get('session'), spot, namespace)
  const own = {
    ...readTokenHeaders(fields.get('headers'), spot),
    idTokenClaims: readTokenClaims(fields.get('identityToken'), spot),
    accessTokenClaims: readTokenClaims(fields.get('accessToken'), spot),
    scopes: [...new Set(['openid', ...plainTexts(fields.get('scopes'), spot)])],
    jwksCacheRefreshPolicy: readRefresh(fields.get('jwksCacheRefreshPolicy'), spot),
    authEndpointQueryParams: glooTexts(fields.get('authEndpointQueryParams'), spot),
    tokenEndpointQueryParams: glooTexts(fields.get('tokenEndpointQueryParams'), spot),
  }
  if (appUrl === undefined || issuerUrl === undefined || clientId === undefined) return undefined
  if (callbackPath === undefined || !clientSecret || !session) return undefined
  return {
    place: placeHere(spot, entry.place),
    appUrl: { text: appUrl, place: placeHere(spot, fields.get('appUrl')?.value.place ?? entry.place) },
    callbackPath,
    ...(logoutPath !== undefined && { logoutPath }),
    ...(afterLogoutUrl !== undefined && { afterLogoutUrl }),
    issuerUrl,
    clientId,
    clientSecret,
    session,
    cookie: cookie ?? readGlooCookie(undefined, spot),
    failOnFetchFailure,
    failOnRedirect,
    ...own,
  }
}

/** Tokens and codes go there and come from there. */
function readUrl(fields: Fields, key: string, entry: YamlEntry, spot: Spot, hint: string): string | undefined {
  const text = neededText(fields, key, entry, spot, hint)
  if (text === undefined) return undefined
  const part = fields.get(key)?.value ?? entry.value
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '' || /[\s\\]/.test(text))
    return refusePart(
      within(spot, key),
      part,
      `${quoted(text)} is not an address: begin it with https://, without user and password`,
    )
  if (key !== 'afterLogoutUrl' && (url.search !== '' || url.hash !== ''))
    return refusePart(within(spot, key), part, `${quoted(text)} has a query or a fragment: leave it out`)
  return text
}

function readTokenHeaders(entry: YamlEntry | undefined, spot: Spot) {
  const inside = within(spot, 'headers')
  const fields = glooFieldsBelow(entry, spot, ['idTokenHeader', 'accessTokenHeader', 'useBearerSchemaForAuthorization'])
  const idTokenHeader = readGlooHeader(fields?.get('idTokenHeader'), inside)
  const accessTokenHeader = readGlooHeader(fields?.get('accessTokenHeader'), inside)
  return {
    ...(idTokenHeader !== undefined && { idTokenHeader }),
    ...(accessTokenHeader !== undefined && { accessTokenHeader }),
    useBearerSchemaForAuthorization: glooFlag(fields?.get('useBearerSchemaForAuthorization'), inside, false),
  }
}

function readTokenClaims(entry: YamlEntry | undefined, spot: Spot) {
  const fields = glooFieldsBelow(entry, spot, ['claimsToHeaders'], ['claimsToRemove'])
  return entry ? readGlooClaims(fields?.get('claimsToHeaders'), within(spot, entry.key)) : []
}

/** Whether the keys of the issuer are asked for anew when a token has an unknown one. */
function readRefresh(entry: YamlEntry | undefined, spot: Spot): GlooJwksRefresh {
  const ways = ['never', 'always', 'maxIdpReqPerPollingInterval'] as const
  const inside = within(spot, 'jwksCacheRefreshPolicy')
  const fields = glooFieldsBelow(entry, spot, ways)
  if (!entry || !fields) return { kind: 'never' }
  const given = ways.filter((way) => fields.has(way))
  if (given.length !== 1) refusePart(inside, entry, `write one of ${ways.join(', ')}`)
  for (const way of ['never', 'always'] as const) glooFieldsBelow(fields.get(way), inside, [])
  const requestsPerPoll = glooNumber(fields.get('maxIdpReqPerPollingInterval'), inside, 1, 1000)
  if (requestsPerPoll !== undefined) return { kind: 'at-most', requestsPerPoll }
  return { kind: given[0] === 'always' ? 'always' : 'never' }
}
