import { titleOf, type ReportedStep, type StepVerdict } from '../trace/step.ts'
import { parseStrictJsonText } from '../token/strict-json.ts'
import { isObject } from '../token/claims.ts'
import { bearerError } from './bearer.ts'
import type { PeerAnswer } from './peer.ts'
import { MAX_ANSWER_DEPTH } from './read-peer-answer.ts'
import { noInSuccess } from './refused-in-success.ts'
import { TOKEN_ERRORS } from './token-errors.ts'

/**
 * What a service of somebody else did with a token, as its answer shows: 2xx lets it in, unless its body says no; 401, 403 and a bad
 * request that names the token refuse it (RFC 6750 §3.1).
 * @returns undefined where the answer says neither: then nothing is known of the token
 */
export function verdictOfGuest(answer: PeerAnswer): StepVerdict['is'] | undefined {
  const { status } = answer
  const json = jsonOfGuest(answer.body)
  if (status >= 200 && status < 300) return noInSuccess(json) === undefined ? 'believes' : undefined
  if (status === 401 || status === 403) return 'refuses'
  const isAboutToken =
    bearerError(answer.headers['www-authenticate']) !== undefined || (isObject(json) && TOKEN_ERRORS.has(json['error']))
  return status === 400 && isAboutToken ? 'refuses' : undefined
}

/** The same as whoever called it tells it in a trace: the service itself tells no steps. */
export function guestStep(callee: string, answer: PeerAnswer): ReportedStep {
  const { status } = answer
  const name = `${titleOf(callee)}, your own service,`
  const is = verdictOfGuest(answer)
  if (is === undefined)
    return { verb: 'fails', what: `to learn what ${name} did with the token`, reason: `it answered ${status}` }
  const did = is === 'believes' ? 'let the token in' : 'refused the token'
  const what = `${name} ${did} (${status}); what happened inside it is not known here`
  return { verb: 'finds', what, verdict: { of: callee, is, status } }
}

/** What is no JSON by its type may be JSON all the same. */
export function jsonOfGuest(body: unknown): unknown {
  if (typeof body !== 'string') return body
  try {
    return Object(parseStrictJsonText(body, MAX_ANSWER_DEPTH))
  } catch {
    return body
  }
}
