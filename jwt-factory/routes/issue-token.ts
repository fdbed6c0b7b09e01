import { randomUUID } from 'node:crypto'
import type { RequestHandler } from 'express'
import { contextOf } from '#core/http/context'
import { Problem } from '#core/http/problem'
import { isYes } from '#core/http/input'
import { faultyClaims, type Claims } from '#core/token/claims'
import { MAX_TOKEN_LENGTH } from '#core/token/compact-form'
import { decodeUnverified } from '#core/token/decode-unverified'
import { lifetime } from '#core/token/sign'
import { signToken } from '#core/token/sign'
import type { FactoryParts } from '../factory.ts'
import { activeKey, readKeyId } from './key-id.ts'

/** Signs the claims of the body, completed with issuer, subject, times and token id. */
export function issueToken({ config, rings, clock }: FactoryParts): RequestHandler {
  return async (request, response) => {
    const keyId = readKeyId(request)
    const key = activeKey(rings, keyId)
    const given = readClaims(request.body)
    const { iat, exp } = lifetime(clock.now(), config.tokenLifetimeSeconds, isYes(request.query['expired']))
    const claims = { iss: config.issuer, sub: keyId, iat, jti: randomUUID(), ...given, exp }
    const token = await signToken(claims, key, 'JWT')
    if (token.length > MAX_TOKEN_LENGTH) {
      throw new Problem(
        'too-large',
        `The token would have ${token.length} characters; ${MAX_TOKEN_LENGTH} is the most.`,
      )
    }
    const { recorder } = contextOf(request)
    if (recorder.isOn) {
      const shown = decodeUnverified(token)
      recorder.step({
        verb: 'signs',
        what: 'a token',
        keyId,
        ...(shown && { token: shown }),
        tookMs: recorder.elapsed(),
      })
    }
    response.setHeader('cache-control', 'no-store')
    response.setHeader('content-type', 'application/jwt')
    response.end(token)
  }
}

/**
 * The claims that the caller wants; without a body, none.
 * @throws Problem invalid-input naming every claim that no verifier would take
 */
function readClaims(body: unknown): Claims {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Problem('invalid-input', 'The body must be a JSON object with the claims of the token.')
  }
  const claims = body as Claims // an object by the line above; what is in it is checked below
  const faults = faultyClaims(claims).map((claim) => ({
    at: claim,
    message: 'a type or a value that no verifier takes',
  }))
  if (Object.hasOwn(claims, 'exp')) {
    faults.push({ at: 'exp', message: 'set by the factory: FACTORY_TOKEN_LIFETIME from now, or ?expired=1' })
  }
  if (faults.length === 0) return claims
  const list = faults.map(({ at, message }) => `${at}: ${message}`).join('; ')
  throw new Problem('invalid-input', `The claims do not fit: ${list}.`, { members: { faults } })
}
