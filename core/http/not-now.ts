import { isProcessName } from '../config/processes.ts'
import { isObject } from '../token/claims.ts'
import { redact } from '../token/redact.ts'
import type { PeerAnswer } from './peer.ts'
import { Problem, urnOf, type ProblemType } from './problem.ts'

/**
 * What a peer cannot do for now, whoever needed it cannot do for now either: a bound is reached (429), or something is
 * away that the peer needs (503). Its words are passed on, and when to ask again.
 * @returns undefined for any other answer, and for one without a word of why
 */
export function notNow(peer: string, { status, body, headers }: PeerAnswer): Problem | undefined {
  if ((status !== 429 && status !== 503) || !isObject(body)) return undefined
  const why = body['detail'] ?? body['error_description'] // RFC 9457, RFC 6749 §5.2
  if (typeof why !== 'string') return undefined
  const { 'retry-after': seconds = '' } = headers
  return new Problem(status === 503 ? 'cannot-decide' : boundOf(body), redact(why).slice(0, MOST_WORDS), {
    members: { peer: isProcessName(body['peer']) ? body['peer'] : peer }, // whom the peer itself could not ask
    headers: /^\d{1,9}$/.test(seconds) ? { 'retry-after': seconds } : {},
  })
}

const MOST_WORDS = 300

function boundOf({ type }: Record<string, unknown>): ProblemType {
  return type === urnOf('too-many-keys') ? 'too-many-keys' : 'too-many-requests'
}
