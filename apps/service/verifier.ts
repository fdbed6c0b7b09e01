import type { RequestContext } from '#core/http/context'
import { Problem } from '#core/http/problem'
import { KeysUnavailable } from '#core/keys/key-errors'
import type { RejectionReason } from '#core/token/rejection'
import type { Verdict } from '#core/token/verdict'
import type { Role } from '#scenarios'
import type { ServiceParts } from './parts.ts'

/** Decides whether a token is good. `caller` is who should have sent it. Throws a Problem when it cannot decide. */
export type Verifier = (token: string, caller: Role, context: RequestContext) => Promise<Judgement>

/** A verdict, and what this service alone would have said where somebody else decided. */
export type Judgement = Verdict & { locally?: LocalVerdict }

export type LocalVerdict = { valid: true } | { valid: false; reason: RejectionReason | 'cannot-decide' }

export function logRefusal(log: ServiceParts['log'], { trace }: RequestContext, event: object): void {
  log.warn({ ...event, traceId: trace.traceId }, 'token-rejected')
}

/** Whoever cannot ask cannot believe: fail closed, and say who is missing. */
export function cannotAsk(error: unknown): never {
  if (!(error instanceof Problem)) throw error
  throw new Problem('cannot-decide', error.detail, { members: error.members, cause: error })
}

/** Whoever has no keys cannot believe either; the cause says whose fault it is. */
export function cannotCheck(error: unknown): never {
  if (!(error instanceof KeysUnavailable)) throw error
  if (error.cause instanceof Problem) cannotAsk(error.cause)
  throw new Problem('cannot-decide', `The public keys cannot be had: ${error.message}.`, { cause: error })
}
