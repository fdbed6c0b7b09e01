import type { Request, RequestHandler } from 'express'
import { foreignOrigin, type Guard } from '#core/http/guard'
import { challenge, readBearer } from '#core/http/bearer'
import { Problem } from '#core/http/problem'
import { isSameSecret, secretDigest } from '#core/http/same-secret'
import { fromPage } from '../console/api/allow-changes.ts'
import type { Guesses } from './guesses.ts'
import { newSession, sessionIn } from './visitor-cookie.ts'

/** Who leads the room: whoever knows its token. */
export interface FacilitatorAccess {
  /** Goes with whatever a page of the facilitator changes. */
  readonly pageToken: string
  isFacilitator(request: Request): boolean
  /** @returns a session for a cookie @throws Problem control-token for another token, too-many-requests after several */
  logIn(token: string, request: Request): string
  /** In front of what only she may see. @throws Problem login-required */
  readonly looks: RequestHandler[]
  /** In front of what only she may do, from her page; or, with the token itself, from a program. @throws Problem */
  readonly changes: RequestHandler[]
}

export interface FacilitatorAccessParts {
  token: string
  guard: Guard
  guesses: Guesses
  port: () => number
}

/** She may have a laptop, a tablet and a phone. */
const MOST_FACILITATOR_SESSIONS = 8

export function createFacilitatorAccess({ token, guard, guesses, port }: FacilitatorAccessParts): FacilitatorAccess {
  const wanted = secretDigest(token)
  const pageToken = newSession()
  const isFromPage = fromPage(pageToken)
  let sessions: string[] = []

  function checkToken(given: string, { socket }: Request): void {
    guesses.mayGuess(socket.remoteAddress)
    if (isSameSecret(given, wanted)) return
    guesses.wasWrong(socket.remoteAddress)
    throw new Problem('control-token', WRONG_TOKEN, {
      headers: { 'www-authenticate': challenge(ROOM_REALM, 'invalid_token') },
    })
  }

  const hasSession = (request: Request) => sessions.includes(sessionIn(request, 'facilitator', port()) ?? '')

  /** A program shows the token itself: no browser sends that along by itself. */
  function showsToken(request: Request): boolean {
    const given = readBearer(request, ROOM_REALM)
    if (given === undefined) return false
    checkToken(given, request)
    return true
  }

  function refuseOthers(request: Request): void {
    if (foreignOrigin(request, guard) !== undefined) throw new Problem('foreign-origin', FOREIGN_TO_ROOM)
    if (!hasSession(request)) throw new Problem('login-required', LOG_IN)
  }

  return {
    pageToken,
    isFacilitator: hasSession,
    logIn(given, request) {
      checkToken(given, request)
      const session = newSession()
      sessions = [...sessions, session].slice(-MOST_FACILITATOR_SESSIONS)
      return session
    },
    looks: [
      (request, _response, next) => {
        if (!showsToken(request)) refuseOthers(request)
        next()
      },
    ],
    changes: [
      (request, response, next) => {
        if (showsToken(request)) return next()
        refuseOthers(request)
        isFromPage(request, response, next)
      },
    ],
  }
}

const ROOM_REALM = 'workshop'
const WRONG_TOKEN = 'This is not the token of the facilitator.'
const LOG_IN = 'This is for the facilitator: open /facilitator, and log in there.'
const FOREIGN_TO_ROOM = 'A page of another origin asks for this.'
