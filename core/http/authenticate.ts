import type { Request, Response } from 'express'
import { TITLES } from '../token/rejection.ts'
import type { Believed, Verdict } from '../token/verdict.ts'
import { challenge, readBearer } from './bearer.ts'
import { sendJson } from './send.ts'

/**
 * The shared steps of every route that wants a token: read it, ask the verifier, refuse as the standards say.
 * @param verify decides; it throws a Problem when it cannot decide
 * @returns the verdict when the token is believed; undefined when the refusal has been sent
 */
export async function authenticate(
  request: Request,
  response: Response,
  realm: string,
  verify: (token: string) => Promise<Verdict>,
): Promise<Believed | undefined> {
  const token = readBearer(request, realm)
  if (token === undefined) {
    response.setHeader('www-authenticate', challenge(realm))
    sendJson(response, 401, { message: 'no token provided' })
    return undefined
  }
  const verdict = await verify(token)
  if (verdict.valid) return verdict
  response.setHeader('www-authenticate', challenge(realm, 'invalid_token', TITLES[verdict.reason]))
  sendJson(response, 401, { message: 'invalid token', ...verdict })
  return undefined
}
