import type { Clock } from '../clock.ts'
import { kongError } from './dialects/kong/answers.ts'
import type { AskedRequest, RequestContext } from './dialect.ts'
import type { GatewayDecision } from './gateway-decision.ts'
import { identifierFor, type CountedRequest, type KongRateLimiting } from './kong-rate-identifier.ts'
import { createRateLimiter } from './rate-limits.ts'

/** What the limits say of a request that may go on otherwise. */
export interface RateDecision {
  /** What the client is told beside the answer of the service. */
  readonly answerHeaders: Readonly<Record<string, string>>
  /** Where it is one too many. */
  readonly refused?: GatewayDecision & { kind: 'answered' }
}

/** Counts requests of whoever was believed, and refuses those that are too many (C.4, KS-8): nothing is read for that. */
export type DecideRate = (
  counted: CountedRequest & { request: AskedRequest },
  context: Pick<RequestContext, 'recorder'>,
) => RateDecision

/** @param rateLimiting absent: there are no limits @param clock by which windows end */
export function createRateDecision(rateLimiting: KongRateLimiting | undefined, clock: Clock): DecideRate {
  if (!rateLimiting) return () => ({ answerHeaders: {} })
  const { limits, hideClientHeaders, errorCode = 429, errorMessage = 'API rate limit exceeded' } = rateLimiting
  const limiter = createRateLimiter(limits, clock)
  return (counted, { recorder }) => {
    const { isOver, reset, headers } = limiter.take(identifierFor(rateLimiting, counted))
    const answerHeaders = hideClientHeaders ? {} : headers
    if (!isOver) return { answerHeaders }
    recorder.step({ verb: 'refuses', what: 'the request', reason: `there were too many; ask again in ${reset} s` })
    const told = { ...answerHeaders, 'Retry-After': String(reset) }
    const answer = kongError(errorCode, errorMessage, counted.request, told)
    return { answerHeaders, refused: { kind: 'answered', reason: 'rate-limited', answer } }
  }
}
