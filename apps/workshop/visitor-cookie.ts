import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { headersNamed } from '#core/http/guard'
import { cookieText, readCookies } from '#core/login/cookies'

/** Who comes with a cookie of the room. */
export type VisitorKind = 'person' | 'facilitator'

/** 128 bits: nobody guesses one. */
export const newSession = (): string => randomBytes(16).toString('base64url')

/** Browsers give cookies of one host to all of its ports, so the port is part of the name. */
const visitorCookieName = (kind: VisitorKind, port: number) => `workshop-${kind}-${port}`

/** The session that a browser sent. One name twice is of two minds: then there is none. */
export function sessionIn(request: IncomingMessage, kind: VisitorKind, port: number): string | undefined {
  const name = visitorCookieName(kind, port)
  const values = headersNamed(request, 'cookie').flatMap((header) =>
    readCookies(header).flatMap(([each, value]) => (each === name ? [value] : [])),
  )
  return values.length === 1 ? values[0] : undefined
}

/** No script reads it, no page of others sends it along, and it ends with the browser. */
export const sessionCookie = (kind: VisitorKind, session: string, port: number): string =>
  cookieText(
    visitorCookieName(kind, port),
    session,
    { path: '/', secure: false, httpOnly: true, sameSite: 'strict' },
    0,
  )
