import type { RequestHandler } from 'express'
import { z } from 'zod'
import { judge, type RefusalLog } from '#core/access/judge'
import type { Clock } from '#core/clock'
import { contextOf } from '#core/http/context'
import { parseInput } from '#core/http/input'
import { sendJson } from '#core/http/send'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import type { Trust } from '#core/token/trust'
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
export function verify({ signatory, clock, log, limits }: VerifyParts): RequestHandler {
  const base = { algorithms: ALL_ALGORITHMS, type: 'JWT', required: ['exp', 'iat', 'jti'], ...limits }
  return async (request, response) => {
    const ringId = readRingId(request)
    const keys = await signatory.keys(ringId)
    const { token, aud, sub, iss = signatory.issuer } = parseInput(questionSchema, request.body)
    const trust: Trust = { ...base, issuer: iss, audience: aud, subject: sub, keys }
    const ring = signatory.isIssuer ? {} : { ringId }
    sendJson(response, 200, await judge(token, trust, { clock, context: contextOf(request), log, ...ring }))
  }
}
