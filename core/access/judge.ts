import type { Clock } from '../clock.ts'
import type { RequestContext } from '../trace/request-context.ts'
import type { Recorder } from '../trace/recorder.ts'
import type { ReportedStep, StepCheck } from '../trace/step.ts'
import { notExpired } from '../token/claim-rules.ts'
import type { Claims } from '../token/claims.ts'
import { decodeUnverified } from '../token/decode-unverified.ts'
import { fingerprint } from '../token/redact.ts'
import { TITLES, TokenRejected, type RejectionReason } from '../token/rejection.ts'
import type { Trust } from '../token/trust.ts'
import { believed, refused, type Believed, type Verdict } from '../token/verdict.ts'
import type { VerifiedCache } from '../token/verified-cache.ts'
import { verifyToken } from '../token/verify.ts'

/** Who wants to know, and who is told. */
export interface JudgeParts {
  clock: Clock
  /** The request on whose behalf the token is judged; its trace is told how. */
  context: RequestContext
  /** Told of every refusal; absent where it is of no consequence. */
  log?: RefusalLog
  /** The ring under whose keys the token should have been signed, where the verifier knows one. */
  ringId?: string
  /** What it is, for the trace. */
  what?: string
  /** Checks after all those of the token itself: what is looked up, or used up, is so for a believed token only. */
  further?: readonly FurtherCheck[]
  /** Signatures that were good before. */
  cache?: VerifiedCache
}

/** As much of a log as a verifier needs. */
export interface RefusalLog {
  warn(fields: object, event: string): void
}

/** A check that needs more than the token: a memory, a list, a policy. */
export interface FurtherCheck {
  check: string
  rule: string
  /** @throws TokenRejected */
  run(claims: Claims): void | Promise<void>
}

/** As a verdict, with the whole refusal: for whoever explains it to its sender. */
export type Examined = Believed | { valid: false; rejection: TokenRejected }

/**
 * Turns a token into a verdict, and tells the trace how it came to it.
 * @throws only what the key source or a further check throws when it cannot answer at the moment
 */
export async function judge(token: string, trust: Trust, parts: JudgeParts): Promise<Verdict> {
  const examined = await examine(token, trust, parts)
  return examined.valid ? examined : refused(examined.rejection)
}

/** The same, without the shape of a verdict. */
export async function examine(token: string, trust: Trust, parts: JudgeParts): Promise<Examined> {
  const { recorder } = parts.context
  const checks: StepCheck[] = []
  const begin = recorder.elapsed()
  const tell = (examined: Examined): Examined => {
    if (recorder.isOn) tellTrace(token, parts, checks, examined, recorder.elapsed() - begin)
    return examined
  }
  try {
    return tell(believed(await runChecks(token, trust, parts, checks)))
  } catch (error) {
    if (!(error instanceof TokenRejected)) throw error
    logRefusal(token, error.reason, parts)
    return tell({ valid: false, rejection: error })
  }
}

/** For operators: why, in which trace, and the fingerprint of the token, never the token. */
export function logRefusal(
  token: string,
  reason: RejectionReason,
  { log, ringId, what, context }: Pick<JudgeParts, 'log' | 'ringId' | 'what' | 'context'>,
): void {
  const about = { ...(ringId !== undefined && { ringId }), ...(what !== undefined && { what }) }
  log?.warn({ reason, ...about, token: fingerprint(token), traceId: context.trace.traceId }, 'token-rejected')
}

async function runChecks(token: string, trust: Trust, parts: JudgeParts, checks: StepCheck[]) {
  const { clock, context, further = [], cache } = parts
  const observe = context.recorder.isOn ? (check: StepCheck) => void checks.push(check) : undefined
  const claims = await verifyToken(token, trust, clock.now, observe, cache)
  for (const { check, rule, run } of further) {
    try {
      await run(claims)
      notExpired(claims, trust, clock.now() / 1000) // it may have taken its time
      observe?.({ check, rule, outcome: 'passed' })
    } catch (error) {
      if (error instanceof TokenRejected) observe?.({ check, rule, outcome: 'failed', reason: error.reason })
      throw error
    }
  }
  return claims
}

function tellTrace(token: string, parts: JudgeParts, checks: StepCheck[], examined: Examined, took: number): void {
  const { context, ringId, what = 'the token' } = parts
  const about = { what, ...(ringId !== undefined && { ringId }) }
  const { recorder } = context
  tellChecks(recorder, token, { ...about, checks, tookMs: took })
  recorder.step(
    examined.valid
      ? { verb: 'believes', ...about }
      : { verb: 'refuses', ...about, reason: TITLES[examined.rejection.reason] },
  )
}

/** The step with every check of a token, and what stands in it. */
export function tellChecks(
  recorder: Recorder,
  token: string | undefined,
  about: Omit<ReportedStep, 'verb' | 'token'>,
): void {
  const shown = decodeUnverified(token)
  recorder.step({ verb: 'checks', ...about, ...(shown && { token: shown }) })
}
