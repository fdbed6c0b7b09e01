import { isLoopback } from '#core/http/loopback'
import { nameIn } from '#core/http/guard'
import type { LoginSettings } from '#core/login/login-settings'

/** What is wrong with one setting, as the end of a sentence. */
export interface LoginFault {
  /** By its name here: `appUrl`, `idTokenClaims.1.header`. */
  at: string
  says: string
}

/** All that is wrong with the settings of a login, at once; none: they can be used. */
export function checkLoginSettings(settings: LoginSettings): LoginFault[] {
  return [
    ...addressFaults(settings),
    ...claimHeaderFaults(settings),
    ...sessionFaults(settings),
    ...queryFaults(settings),
  ]
}

function addressFaults(settings: LoginSettings): LoginFault[] {
  const { appUrl, issuerUrl, afterLogoutUrl, callbackPath, logoutPath, clientId, clientSecret } = settings
  const faults = [...urlFaults('appUrl', appUrl), ...urlFaults('issuerUrl', issuerUrl)]
  if (afterLogoutUrl !== undefined) faults.push(...urlFaults('afterLogoutUrl', afterLogoutUrl))
  faults.push(...pathFaults('callbackPath', callbackPath))
  if (logoutPath !== undefined) faults.push(...pathFaults('logoutPath', logoutPath))
  if (callbackPath === logoutPath) faults.push({ at: 'logoutPath', says: 'is the callbackPath, too' })
  if (clientId === '') faults.push({ at: 'clientId', says: 'is empty' })
  if (clientSecret.length < 16)
    faults.push({ at: 'clientSecret', says: 'is shorter than the 16 signs that nobody guesses' })
  return faults
}

function urlFaults(at: string, text: string): LoginFault[] {
  if (!URL.canParse(text)) return [{ at, says: 'is not a URL' }]
  const { protocol, hostname, username, password, search, hash } = new URL(text)
  const isHere = hostname === 'localhost' || isLoopback(nameIn(hostname))
  if (protocol !== 'https:' && !(protocol === 'http:' && isHere)) {
    return [{ at, says: 'must begin with https://: only on this machine there may be no TLS' }]
  }
  if (username !== '' || password !== '') return [{ at, says: 'has a user name' }]
  if (at !== 'afterLogoutUrl' && (search !== '' || hash !== '')) return [{ at, says: 'has a query or a fragment' }]
  return []
}

const pathFaults = (at: string, path: string): LoginFault[] =>
  /^(?:\/[\w.~-]+)+$/.test(path) && !/\/\.\.?(?:\/|$)/.test(path)
    ? []
    : [{ at, says: 'must be a path as /callback: slashes, and letters, digits and -._~ between them' }]

function claimHeaderFaults(settings: LoginSettings): LoginFault[] {
  const { headers, idTokenClaims, accessTokenClaims } = settings
  const rows = [
    { at: 'headers.idTokenHeader', header: headers.idTokenHeader, append: false },
    { at: 'headers.accessTokenHeader', header: headers.accessTokenHeader, append: false },
    ...idTokenClaims.map(({ header, append }, at) => ({ at: `idTokenClaims.${at}.header`, header, append })),
    ...accessTokenClaims.map(({ header, append }, at) => ({ at: `accessTokenClaims.${at}.header`, header, append })),
  ]
  const before = new Set<string>()
  return rows.flatMap(({ at, header, append }) => {
    if (header === undefined) return []
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(header) || header.endsWith('*'))
      return [{ at, says: 'is not the name of a header' }]
    const spelling = header.toLowerCase().replaceAll(/[^a-z0-9]/g, '-')
    if (isReserved(spelling)) return [{ at, says: `says ${header}, which a gateway cannot say of a person` }]
    const isTwice = before.has(spelling) && !append
    before.add(spelling)
    return isTwice ? [{ at, says: `says ${header}, which another one says already; append lets both` }] : []
  })
}

/** What frames a message, leads it somewhere, or says what other parts of the gateway say. */
const RESERVED = new Set(
  'host connection keep-alive te trailer transfer-encoding content-length content-type upgrade expect cookie set-cookie via date'
    .split(' ')
    .concat('forwarded', 'x-real-ip', 'traceparent', 'tracestate', 'origin', 'range', 'accept-encoding'),
)

const isReserved = (name: string): boolean =>
  RESERVED.has(name) || /^(?:proxy-|sec-|x-forwarded|x-original-)/.test(name)

function sessionFaults({ session, cookieOptions }: LoginSettings): LoginFault[] {
  const faults: LoginFault[] = []
  const names =
    session.kind === 'store'
      ? [{ at: 'session.cookieName', name: session.cookieName }]
      : [{ at: 'session.keyPrefix', name: session.keyPrefix ?? 'any' }]
  for (const { at, name } of names) {
    if (!/^[\w!#$%&'*+.^`|~-]{1,64}$/.test(name)) faults.push({ at, says: 'is not the name of a cookie' })
  }
  if (session.kind === 'cookie' && session.cipherKey.length < 32) {
    faults.push({ at: 'session.cipherKey', says: 'has less than 32 bytes' })
  }
  const { maxAge, path, domain, sameSite, secure } = cookieOptions
  if (!Number.isSafeInteger(maxAge) || maxAge < 0)
    faults.push({ at: 'cookieOptions.maxAge', says: 'is not a number of seconds' })
  if (!/^\/[\w.~/-]*$/.test(path)) faults.push({ at: 'cookieOptions.path', says: 'is not a path' })
  if (domain !== undefined && !/^\.?[a-z0-9.-]+$/i.test(domain))
    faults.push({ at: 'cookieOptions.domain', says: 'is not a domain' })
  if (sameSite === 'none' && !secure)
    faults.push({ at: 'cookieOptions.sameSite', says: 'is none, which browsers take of a secure cookie alone' })
  return faults
}

/** What the login itself says to the provider. */
const OWN_PARAMETERS = new Set(
  'client_id redirect_uri response_type scope state nonce code_challenge code_challenge_method response_mode request request_uri'
    .split(' ')
    .concat('grant_type', 'code', 'code_verifier', 'refresh_token', 'client_secret'),
)

const queryFaults = ({ authEndpointQueryParams, tokenEndpointQueryParams }: LoginSettings): LoginFault[] =>
  Object.entries({ authEndpointQueryParams, tokenEndpointQueryParams }).flatMap(([at, params]) =>
    Object.keys(params)
      .filter((name) => OWN_PARAMETERS.has(name))
      .map((name) => ({ at: `${at}.${name}`, says: 'is said by the login itself' })),
  )
