import type { RequestHandler } from 'express'
import { challenge, readBearer } from '../http/bearer.ts'
import { foreignOrigin, isNavigation, NOBODY_ELSE } from '../http/guard.ts'
import { isLocal } from '../http/local.ts'
import { Problem } from '../http/problem.ts'
import { isSameSecret, secretDigest, secretSign, TOKEN_SIGN } from '../http/same-secret.ts'

/** Who may tell a process what to do. */
export interface ControlAccess {
  /** CONTROL=off: nobody. */
  isOn: boolean
  /** CONTROL_TOKEN: whoever knows it may do so from anywhere. */
  token: string | undefined
}

const REALM = 'control'

/**
 * The control plane is for programs and people of this machine, who call it on the plain port by a name of this machine;
 * from anywhere else only with the token. A browser is on this machine, and a page of another origin in it is not: those
 * of ALLOWED_ORIGINS neither, who may call everything else. A person may follow a link to what is set.
 * @throws Problem not-found when it is off, foreign-origin, control-token or local-only for who may not
 */
export function allowControl({ isOn, token }: ControlAccess): RequestHandler {
  const wanted = token === undefined ? undefined : secretDigest(token)
  const sign = token === undefined ? undefined : secretSign(token)
  return (request, response, next) => {
    requireControl(isOn)
    response.setHeader('cache-control', 'no-store')
    const given = readBearer(request, REALM)
    if (given !== undefined && wanted && isSameSecret(given, wanted)) return next()
    if (foreignOrigin(request, NOBODY_ELSE) !== undefined && !isNavigation(request))
      throw new Problem('foreign-origin', FOREIGN_PAGE)
    // Where no token is wanted, one that comes all the same says nothing.
    const meansOther = given !== undefined || (request.headers[TOKEN_SIGN] ?? sign) !== sign
    if ((!meansOther || !wanted) && isLocal(request)) return next()
    if (wanted)
      throw new Problem('control-token', meansOther ? OTHER_TOKEN : WITH_TOKEN, {
        headers: { 'www-authenticate': challenge(REALM, meansOther ? 'invalid_token' : undefined) },
      })
    throw new Problem('local-only', LOCAL)
  }
}

/** @param off says so @throws Problem not-found where it is off */
export function requireControl(isOn: boolean, off = OFF): void {
  if (!isOn) throw new Problem('not-found', off)
}

const FOREIGN_PAGE =
  'A page of another origin asks for this: the control plane is for no such page, also for those of ALLOWED_ORIGINS.'
const WITH_TOKEN = 'From elsewhere the control plane wants CONTROL_TOKEN as a bearer token.'
const OTHER_TOKEN =
  'The bearer token that was sent, or is meant, is not the CONTROL_TOKEN of this process. Send that one, or none from this machine.'
const OFF =
  'The control plane is off: CONTROL=off is set for this process, in the environment or in .env. Take that out, and restart it.'
const LOCAL =
  'The control plane answers on the plain port, to programs of this machine that call it localhost by HTTP/1.1, and to no proxy. For others, set CONTROL_TOKEN.'
