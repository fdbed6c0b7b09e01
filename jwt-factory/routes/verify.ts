import type { Request, RequestHandler } from 'express'
import { z } from 'zod'
import { judge, type RefusalLog } from '#core/access/judge'
import type { Clock } from '#core/clock'
import { contextOf } from '#core/http/context'
import { parseInput } from '#core/http/input'
import { sendJson } from '#core/http/send'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import type { Trust } from '#core/token/trust'
import type { Verdict } from '#core/token/verdict'
import type { RequestContext } from '#core/trace/request-context'
import type { TokenLimits } from '../config.ts'
import type { Signatory } from '../signatory.ts'
import { readRingId } from './ring-id.ts'

/** Which token, and for whom it should be. */
export const questionSchema = z.object({
  token: z.string('is required, a text'),
  aud: z.string('is required, a text'),
  sub: z.string('is required, a text'),
  /** For tokens that were issued with an `iss` of their own. */
  iss: z.string('must be a text').optional(),
})

export interface VerifyParts {
  /** Whose tokens are judged. */
  signatory: Signatory
  clock: Clock
  log: RefusalLog
  limits: TokenLimits
}

/** Answers whether a token of this ring is good. "No" is a successful answer to that question. */
export function verify(parts: VerifyParts): RequestHandler {
  const verdictOn = verdictsOf(parts)
  return async (request, response) => sendJson(response, 200, await verdictOn(request, contextOf(request)))
}

/** The verdict on the token of a request. @throws Problem invalid-input, not-found */
export function verdictsOf({ signatory, clock, log, limits }: VerifyParts) {
  const base = { algorithms: ALL_ALGORITHMS, type: 'JWT', required: ['exp', 'iat', 'jti'], ...limits }
  return async (request: Request, context: RequestContext): Promise<Verdict> => {
    const ringId = readRingId(request)
    const keys = await signatory.keys(ringId)
    const { token, aud, sub, iss = signatory.issuer } = parseInput(questionSchema, request.body)
    const trust: Trust = { ...base, issuer: iss, audience: aud, subject: sub, keys }
    const ring = signatory.isIssuer ? {} : { ringId }
    return judge(token, trust, { clock, context, log, ...ring })
  }
}
