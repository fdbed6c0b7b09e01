import { readChanges, type HeaderChanges } from '../http/forward/header-changes.ts'
import { shownText } from '../shown-text.ts'
import type { Recorder } from '../trace/recorder.ts'
import type { LoginClaimHeader, LoginSettings } from './login-settings.ts'
import { looksLikeJwt } from './judge-tokens.ts'
import type { Session } from './session.ts'
import { claimsOfBelieved, headerValues } from './token-claims.ts'

/** What the application is told of who asks. */
export interface PersonHeaders {
  /** All that the gateway alone says: whatever a client sends of these goes, in every spelling. */
  readonly names: readonly string[]
  of(session: Session): Record<string, string | string[]>
}

export function createPersonHeaders(settings: LoginSettings): PersonHeaders {
  const { headers, idTokenClaims, accessTokenClaims } = settings
  const { idTokenHeader, accessTokenHeader, useBearerSchemaForAuthorization: usesBearer } = headers
  const names = personHeaderNames(settings)

  /** A session says the same each time. */
  const known = new WeakMap<Session, Record<string, string | string[]>>()

  function headersOf({ idToken, accessToken }: Session): Record<string, string | string[]> {
    const said: Record<string, string | string[]> = {}
    if (idTokenHeader !== undefined) said[idTokenHeader] = schemed(idTokenHeader, idToken, usesBearer)
    if (accessTokenHeader !== undefined) said[accessTokenHeader] = schemed(accessTokenHeader, accessToken, usesBearer)
    if (idTokenClaims.length > 0) addClaims(said, idTokenClaims, claimsOfBelieved(idToken))
    if (accessTokenClaims.length > 0 && looksLikeJwt(accessToken)) {
      addClaims(said, accessTokenClaims, claimsOfBelieved(accessToken))
    }
    return said
  }

  return {
    names,
    of(session) {
      const said = known.get(session) ?? headersOf(session)
      known.set(session, said)
      return said
    },
  }
}

/** In lower case, each once. */
export function personHeaderNames({ headers, idTokenClaims, accessTokenClaims }: LoginSettings): string[] {
  const { idTokenHeader, accessTokenHeader } = headers
  const tokens = [idTokenHeader, accessTokenHeader].filter((name) => name !== undefined)
  const claims = [...idTokenClaims, ...accessTokenClaims].map(({ header }) => header)
  return [...new Set([...tokens, ...claims].map((name) => name.toLowerCase()))]
}

const schemed = (header: string, token: string, usesBearer: boolean) =>
  usesBearer && header.toLowerCase() === 'authorization' ? `Bearer ${token}` : token

function addClaims(
  said: Record<string, string | string[]>,
  rows: readonly LoginClaimHeader[],
  claims: Readonly<Record<string, unknown>>,
): void {
  for (const { claim, header, append } of rows) {
    const values = Object.hasOwn(claims, claim) ? headerValues(claims[claim]) : undefined
    if (values) said[header] = append ? [said[header] ?? [], values].flat() : values
  }
}

/** Of the request that goes on: who asks, without what the client said of it, and without the cookies of the login. */
export function personChanges(
  headers: PersonHeaders,
  session: Session,
  cookiesLeft: string | undefined,
): HeaderChanges {
  const set = headers.of(session)
  return {
    set: cookiesLeft === undefined ? set : { ...set, cookie: cookiesLeft },
    remove: cookiesLeft === undefined ? withCookie(headers.names) : headers.names,
  }
}

/** Says in the trace what a client has said of itself, and nobody hears: the names alone. */
export function tellForeignHeaders({ names }: PersonHeaders, rawHeaders: readonly string[], recorder: Recorder): void {
  if (!recorder.isOn) return
  const changes = readChanges([{ remove: names }])
  const sent = rawHeaders.filter((name, at) => at % 2 === 0 && changes?.takesAway(name.toLowerCase()))
  if (sent.length === 0) return
  const told = [...new Set(sent.map((name) => name.toLowerCase()))]
    .map((name) => shownText(name.slice(0, 40)))
    .slice(0, MOST_NAMES_TOLD)
  recorder.step({
    verb: 'finds',
    what: `only the gateway may say ${told.join(', ')}, and takes away what the client sent`,
  })
}

const MOST_NAMES_TOLD = 8

/** One list for all requests: who forwards reads a list once. */
const cookieToo = new WeakMap<readonly string[], readonly string[]>()

function withCookie(names: readonly string[]): readonly string[] {
  const known = cookieToo.get(names) ?? [...names, 'cookie']
  cookieToo.set(names, known)
  return known
}
