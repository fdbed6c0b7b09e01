import type { Request, Response } from 'express'
import { titleOfReason } from '../access/reason-titles.ts'
import { TITLES } from '../token/rejection.ts'
import type { Believed, Refused, Verdict } from '../token/verdict.ts'
import { challenge, readBearer } from './bearer.ts'
import { contextOf } from './context.ts'
import { Problem } from './problem.ts'
import { sendJson } from './send.ts'

/**
 * The shared steps of every route that wants a token: read it, ask the verifier, refuse as the standards say. What no verifier has
 * seen, because there is no token in it that can be read, is told to the trace here.
 * @param verify decides; it throws a Problem when it cannot decide
 * @returns the verdict when the token is believed; undefined when the refusal has been sent
 */
export async function authenticate(
  request: Request,
  response: Response,
  realm: string,
  verify: (token: string) => Promise<Verdict>,
): Promise<Believed | undefined> {
  const refuses = (reason: string) => contextOf(request).recorder.step({ verb: 'refuses', what: 'the request', reason })
  const token = readTelling(request, realm, refuses)
  const verdict = token === undefined ? undefined : await verify(token)
  if (verdict?.valid) return verdict
  if (!verdict) refuses(titleOfReason('no-credentials'))
  const refusal = bearerRefusal(realm, verdict)
  response.setHeader('www-authenticate', refusal.challenge)
  sendJson(response, 401, refusal.body)
  return undefined
}

/** @throws Problem invalid-request */
function readTelling(request: Request, realm: string, refuses: (reason: string) => void): string | undefined {
  try {
    return readBearer(request, realm)
  } catch (error) {
    if (error instanceof Problem) refuses(error.detail)
    throw error
  }
}

/** What whoever is not believed is told, with status 401. @param verdict absent: no token was sent */
export function bearerRefusal(realm: string, verdict: Refused | undefined): { challenge: string; body: object } {
  return verdict
    ? {
        challenge: challenge(realm, 'invalid_token', TITLES[verdict.reason]),
        body: { message: 'invalid token', ...verdict },
      }
    : { challenge: challenge(realm), body: { message: 'no token provided' } }
}
