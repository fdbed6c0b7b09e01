import { Buffer } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import type { RequestHandler } from 'express'
import { signRecorded } from '#core/access/sign-recorded'
import type { Clock } from '#core/clock'
import { contextOf } from '#core/http/context'
import { PRETTY } from '#core/http/pretty'
import { Problem } from '#core/http/problem'
import { readQuery, yesOrNo } from '#core/http/query'
import { sendText } from '#core/http/send'
import { faultyClaims, type Claims } from '#core/token/claims'
import { MAX_TOKEN_LENGTH } from '#core/token/compact-form'
import { lifetime } from '#core/token/sign'
import { readAsked } from '../oauth/request/claims-body.ts'
import { LIFETIME_TWICE, wholeSeconds } from '../oauth/request/lifetime.ts'
import type { TokenShapes } from '../registered-clients/token-shapes.ts'
import type { Signatory } from '../signatory.ts'
import type { RingUse } from '../ring-use.ts'
import type { ProveClient } from './prove-client.ts'
import { readRingId } from './ring-id.ts'

/** What the address takes. */
const ISSUE_QUERY = {
  expired: yesOrNo,
  lifetime: { read: wholeSeconds, takes: 'a number of seconds' },
  ...PRETTY,
}

export interface IssueTokenParts {
  /** Who signs. */
  signatory: Signatory
  proveClient: ProveClient
  use: RingUse
  clock: Clock
  lifetimeSeconds: number
  shapes: Pick<TokenShapes, 'lastWord'>
}

/** Signs the claims of the body, completed with issuer, subject, times and token id. */
export function issueToken({
  signatory,
  proveClient,
  use,
  clock,
  lifetimeSeconds,
  shapes,
}: IssueTokenParts): RequestHandler {
  return async (request, response) => {
    const ringId = readRingId(request)
    const { expired = false, lifetime: inAddress } = readQuery(request.query, ISSUE_QUERY)
    const { claims: body, lifetime: inForm } = signatory.isIssuer ? readAsked(request) : { claims: request.body }
    const { lifetimeSeconds: limit = Infinity, spend } = await proveClient(request)
    const given = readWantedClaims(body, signatory)
    const seconds = chooseSeconds([inAddress, inForm], Math.min(lifetimeSeconds, limit))
    await spend()
    const key = await signatory.key(ringId, given)
    for (const each of signatory.ringsOf(ringId, key)) use.noteBeside(each)
    const { iat, exp } = lifetime(clock.now(), seconds, expired)
    const claims = { iss: signatory.issuer, sub: ringId, iat, jti: randomUUID(), ...given, exp }
    const { recorder } = contextOf(request)
    const step = signatory.isIssuer ? { what: 'a token in the name of the issuer' } : { what: 'a token', ringId }
    const last = await shapes.lastWord(claims, 'JWT')
    const token = await signRecorded(last.claims, key, last.header, { recorder, ...step })
    if (token.length > MAX_TOKEN_LENGTH) throw tooLong(token.length)
    sendText(response, 'application/jwt', token)
  }
}

/**
 * As long as it may be, or as long as is asked for. More is refused, not cut.
 * @param places where it may be asked for: in one of them
 * @throws Problem invalid-input
 */
function chooseSeconds(places: readonly (number | string | undefined)[], mostSeconds: number): number {
  const [wanted, ...more] = places.filter((each) => each !== undefined)
  if (more.length > 0) throw new Problem('invalid-input', `${LIFETIME_TWICE}.`)
  const seconds = wanted === undefined ? mostSeconds : wholeSeconds(String(wanted))
  if (seconds !== undefined && seconds <= mostSeconds) return seconds
  throw new Problem('invalid-input', `The parameter "lifetime" must be a number of seconds from 1 to ${mostSeconds}.`)
}

const tooLong = (length: number) =>
  new Problem('too-large', `The token would have ${length} characters or more; the maximum is ${MAX_TOKEN_LENGTH}.`)

/**
 * The claims that the caller wants; without a body, none.
 * @throws Problem invalid-input naming every claim that no verifier would take, once each; too-large for more than fits into any
 *   token, before anything in it is looked at
 */
function readWantedClaims(body: unknown, { issuer, refusalOf, refusalOfAudience, ownClaims }: Signatory): Claims {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Problem('invalid-input', 'The body must be a JSON object with the claims of the token.')
  }
  const claims = body as Claims // an object by the line above; what is in it is checked below
  const length = Math.ceil((Buffer.byteLength(JSON.stringify(claims)) * 4) / 3) // without header and signature
  if (length > MAX_TOKEN_LENGTH) throw tooLong(length)
  const faults = faultyClaims(claims).map((claim) => ({
    at: claim,
    message: 'a type or a value that no verifier accepts',
  }))
  if (Object.hasOwn(claims, 'exp')) {
    faults.push({
      at: 'exp',
      message: 'set by the factory: FACTORY_TOKEN_LIFETIME from now, sooner with ?lifetime=60, or ?expired=1',
    })
  }
  for (const claim of ownClaims.filter((name) => Object.hasOwn(claims, name)))
    faults.push({ at: claim, message: 'set by the issuer alone: tokens with a client are granted at /token' })
  const { iss = issuer } = claims
  const why = typeof iss === 'string' ? refusalOf(iss) : undefined
  if (why !== undefined) faults.push({ at: 'iss', message: why })
  const whyNot = firstRefusal([claims.aud].flat(), refusalOfAudience)
  if (whyNot !== undefined) faults.push({ at: 'aud', message: whyNot })
  if (faults.length === 0) return claims
  const list = faults.map(({ at, message }) => `${at}: ${message}`).join('; ')
  throw new Problem('invalid-input', `The claims do not fit: ${list}.`, { members: { faults } })
}

/** A list has as many faults as it has entries; one says what there is to say. */
function firstRefusal(texts: readonly unknown[], refusalOf: (text: string) => string | undefined): string | undefined {
  for (const text of texts) {
    const refusal = typeof text === 'string' ? refusalOf(text) : undefined
    if (refusal !== undefined) return refusal
  }
  return undefined
}
