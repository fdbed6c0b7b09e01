import type { RequestHandler } from 'express'
import { z } from 'zod'
import { judge, type RefusalLog } from '#core/access/judge'
import type { Clock } from '#core/clock'
import { contextOf } from '#core/http/context'
import { parseInput } from '#core/http/input'
import { sendJson } from '#core/http/send'
import type { KeyRings } from '#core/rings/key-rings'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import type { Trust } from '#core/token/trust'
import type { TokenLimits } from '../config.ts'
import { activeKey, readRingId } from './ring-id.ts'

/** Which token, and for whom it should be. */
export const questionSchema = z.object({
  token: z.string('is required, a text'),
  aud: z.string('is required, a text'),
  sub: z.string('is required, a text'),
  /** For tokens that were issued with an `iss` of their own. */
  iss: z.string('must be a text').optional(),
})

export interface VerifyParts {
  rings: KeyRings
  clock: Clock
  log: RefusalLog
  /** The issuer of the tokens where the question names none. */
  issuer: string
  limits: TokenLimits
}

/** Answers whether a token of this ring is good. "No" is a successful answer to that question. */
export function verify({ rings, clock, log, issuer, limits }: VerifyParts): RequestHandler {
  const base = { algorithms: ALL_ALGORITHMS, type: 'JWT', required: ['exp', 'iat', 'jti'], ...limits }
  return async (request, response) => {
    const ringId = readRingId(request)
    await activeKey(rings, ringId)
    const { token, aud, sub, iss = issuer } = parseInput(questionSchema, request.body)
    const trust: Trust = { ...base, issuer: iss, audience: aud, subject: sub, keys: rings.source(ringId) }
    sendJson(response, 200, await judge(token, trust, { clock, context: contextOf(request), log, ringId }))
  }
}
