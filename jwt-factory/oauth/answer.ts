import { STATUS_CODES } from 'node:http'
import type { ErrorRequestHandler, RequestHandler, Response } from 'express'
import { sendJson } from '#core/http/app'
import { contextOf } from '#core/http/context'
import { Problem } from '#core/http/problem'
import { KeysUnavailable } from '#core/keys/key-errors'
import type { Log } from '#core/log'
import { StoreUnavailable } from '#core/store/store'
import { OAuthError } from './oauth-error.ts'

const RETRY_SECONDS = '2'

/** Answers with what no cache may keep; RFC 6749 §5.1 wants both headers. */
export function sendSecret(response: Response, body: unknown): void {
  response.setHeader('cache-control', 'no-store')
  response.setHeader('pragma', 'no-cache')
  sendJson(response, 200, body)
}

/** Turns what the OAuth routes throw into their form of an error; what is a fault of ours passes. */
export function answerOAuthErrors(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const refusal = toOAuthError(error)
    if (!refusal || response.headersSent) return void next(error)
    const { code, description, status, headers } = refusal
    const { recorder, trace } = contextOf(request)
    if (recorder.isOn) recorder.step({ verb: 'refuses', what: 'the request', reason: `${code}: ${description}` })
    log.warn({ error: code, path: `${request.baseUrl}${request.path}`, traceId: trace.traceId }, 'oauth-refused')
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    response.setHeader('pragma', 'no-cache')
    sendJson(response, status, { error: code, error_description: description })
  }
}

function toOAuthError(error: unknown): OAuthError | undefined {
  if (error instanceof OAuthError) return error
  if (error instanceof StoreUnavailable || error instanceof KeysUnavailable) return cannotDecide(error)
  if (error instanceof Problem) return undefined
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  if (typeof status !== 'number' || status < 400 || status >= 500) return undefined
  const what = status === 413 ? 'the body may have 100 kB' : (STATUS_CODES[status] ?? 'it cannot be read')
  return new OAuthError('invalid_request', `The request cannot be read: ${what}`, { status })
}

/** Without its memory the issuer can neither promise nor believe anything: fail closed (RFC 7009 §2.2.1). */
function cannotDecide(cause: unknown): OAuthError {
  const headers = { 'retry-after': RETRY_SECONDS }
  return new OAuthError('temporarily_unavailable', 'The issuer cannot decide at the moment', { headers, cause })
}

/** The OAuth routes are for POST: what stands in an address ends up in logs (RFC 6749 §3.2, RFC 7009 §2.1). */
export const onlyPost: RequestHandler = () => {
  const extra = { status: 405, headers: { allow: 'POST' } }
  throw new OAuthError('invalid_request', 'This route takes POST only', extra)
}
