import { isProcessName } from '#core/config/processes'
import { bearerError } from '#core/http/bearer'
import type { PeerAnswer } from '#core/http/peer'
import { notNow } from '#core/http/not-now'
import { Problem, urnOf } from '#core/http/problem'
import { isObject } from '#core/token/claims'
import type { NamedTokenId } from '#core/token/named-tokens'
import { redact } from '#core/token/redact'

/** What a callee says of those that it called itself is as true of the play. */
const PASSED_ON = ['peer-unreachable', 'peer-garbled', 'peer-timeout'] as const

/** Did a callee not believe the token? A 401 alone does not say so: it may be about something else (RFC 6750 §3.1). */
export const isTokenRefused = ({ status, headers }: PeerAnswer): boolean =>
  status === 401 && bearerError(headers['www-authenticate']) === 'invalid_token'

/**
 * Takes what a callee answered: a verdict, good or bad, is the lesson's answer.
 * @throws Problem when it is no verdict: the callee could not decide, or something else sits at its address
 */
export function readAnswer(callee: string, answer: PeerAnswer): unknown {
  const { status, type, body } = answer
  if (isObject(body) && type === 'application/json') {
    if (status === 200 && body['valid'] === true) return body
    if (status === 401 && 'message' in body) return body
  }
  const later = notNow(callee, answer)
  if (later) throw later
  const problemType = isObject(body) ? body['type'] : undefined
  const passedOn = PASSED_ON.find((known) => problemType === urnOf(known))
  if (passedOn && isObject(body) && typeof body['detail'] === 'string') {
    const peer = isProcessName(body['peer']) ? body['peer'] : callee // whom the callee could not ask
    throw new Problem(passedOn, redact(body['detail']).slice(0, 300), { members: { peer } })
  }
  const members = { peer: callee }
  const kind = type.slice(0, 60) || 'no content type'
  throw new Problem('peer-garbled', `${callee} answered ${status} (${kind}), which makes no sense here.`, { members })
}

/** The same where a token was sent by its name: two at once are none that anybody reads, which is an answer of the lesson, too. */
export function readNamedAnswer(callee: string, answer: PeerAnswer, named: NamedTokenId | undefined): unknown {
  const { status, body } = answer
  if (named === undefined || status !== 400 || !isObject(body) || body['type'] !== urnOf('invalid-request'))
    return readAnswer(callee, answer)
  const message = redact(String(body['detail'])).slice(0, 300)
  return { message: 'invalid request', valid: false, status, reason: 'invalid-request', error: { message }, claims: {} }
}
