import type { RequestHandler } from 'express'
import { z } from 'zod'
import { sendJson } from '#core/http/app'
import { contextOf } from '#core/http/context'
import { parseInput } from '#core/http/input'
import { judge } from '#core/access/judge'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import type { Trust } from '#core/token/trust'
import type { FactoryConfig } from '../config.ts'
import type { FactoryParts } from '../factory.ts'
import { activeKey, readKeyId } from './key-id.ts'

const question = z.object({
  token: z.string('is required, a text'),
  aud: z.string('is required, a text'),
  sub: z.string('is required, a text'),
  /** For tokens that were issued with an `iss` of their own. */
  iss: z.string('must be a text').optional(),
})

/** Answers whether a token of this key id is good. "No" is a successful answer to that question. */
export function verify({ config, rings, clock, log }: FactoryParts): RequestHandler {
  const base = { algorithms: ALL_ALGORITHMS, type: 'JWT', required: ['exp', 'iat', 'jti'], ...limits(config) }
  return async (request, response) => {
    const keyId = readKeyId(request)
    activeKey(rings, keyId)
    const { recorder, trace } = contextOf(request)
    const onRefusal = (event: object) => log.warn({ ...event, traceId: trace.traceId }, 'token-rejected')
    const { token, aud, sub, iss = config.issuer } = parseInput(question, request.body)
    const trust: Trust = { ...base, issuer: iss, audience: aud, subject: sub, keys: rings.source(keyId) }
    sendJson(response, 200, await judge(token, trust, { clock, recorder, keyId, onRefusal }))
  }
}

/** A day is more than any token here needs, unless the operator wants longer ones. */
function limits(config: FactoryConfig) {
  return { maxLifetimeSeconds: Math.max(86_400, config.tokenLifetimeSeconds), leewaySeconds: config.leewaySeconds }
}
