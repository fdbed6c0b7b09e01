import type { Clock } from '../clock.ts'
import type { Recorder } from '../trace/recorder.ts'
import type { StepCheck } from '../trace/step.ts'
import { decodeUnverified } from '../token/decode-unverified.ts'
import { fingerprint } from '../token/redact.ts'
import { TITLES, TokenRejected } from '../token/rejection.ts'
import type { Trust } from '../token/trust.ts'
import { believed, refused, type Verdict } from '../token/verdict.ts'
import { verifyToken } from '../token/verify.ts'

/** Who wants to know, and who is told. */
export interface JudgeParts {
  clock: Clock
  recorder: Recorder
  /** The key id under which the token should have been signed. */
  keyId: string
  /** Told of every refusal; it gets the token's fingerprint, never the token. */
  onRefusal: (event: { reason: string; keyId: string; token: string }) => void
}

/**
 * Turns a token into a verdict, and tells the trace how it came to it.
 * @throws only what the key source throws when it cannot answer at the moment
 */
export async function judge(token: string, trust: Trust, parts: JudgeParts): Promise<Verdict> {
  const { clock, recorder, keyId, onRefusal } = parts
  const checks: StepCheck[] = []
  const begin = recorder.elapsed()
  const tell = (verdict: Verdict): Verdict => {
    if (recorder.isOn) tellTrace(recorder, token, keyId, checks, verdict, recorder.elapsed() - begin)
    return verdict
  }
  try {
    return tell(
      believed(await verifyToken(token, trust, clock.now(), recorder.isOn ? (c) => checks.push(c) : undefined)),
    )
  } catch (error) {
    if (!(error instanceof TokenRejected)) throw error
    onRefusal({ reason: error.reason, keyId, token: fingerprint(token) })
    return tell(refused(error))
  }
}

function tellTrace(
  recorder: Recorder,
  token: string,
  keyId: string,
  checks: StepCheck[],
  verdict: Verdict,
  took: number,
) {
  const shown = decodeUnverified(token)
  const about = { keyId, ...(shown && { token: shown }) }
  recorder.step({ verb: 'checks', what: 'the token', ...about, checks, tookMs: Math.round(took * 100) / 100 })
  recorder.step(
    verdict.valid
      ? { verb: 'believes', what: 'the token', keyId }
      : { verb: 'refuses', what: 'the token', keyId, reason: TITLES[verdict.reason] },
  )
}
