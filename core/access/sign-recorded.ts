import type { Claims } from '../token/claims.ts'
import { decodeUnverified } from '../token/decode-unverified.ts'
import { signText, signToken, type Signer } from '../token/sign.ts'
import type { Recorder } from '../trace/recorder.ts'

/** How the trace tells of a signature. */
export interface SigningStep {
  recorder: Recorder
  /** What is signed, for instance 'a token for serviceb'. */
  what: string
  /** The ring whose key signs, where a reader would know it by that. */
  ringId?: string
}

/** Signs claims (as `signToken` does; with a whole header, as `signText`) and tells the trace, with the header and claims and how long it took. */
export async function signRecorded(
  claims: Claims,
  signer: Signer,
  type: string | Record<string, unknown>,
  { recorder, what, ringId }: SigningStep,
): Promise<string> {
  const sign = () =>
    typeof type === 'string' ? signToken(claims, signer, type) : signText(JSON.stringify(claims), type, signer)
  if (!recorder.isOn) return sign()
  const begin = recorder.elapsed()
  const token = await sign()
  tellSigned(token, { recorder, what, ...(ringId !== undefined && { ringId }) }, recorder.elapsed() - begin)
  return token
}

/**
 * Tells the trace of a token that was signed, whether it is good or not.
 * @param tookMs how long it took
 */
export function tellSigned(token: string, { recorder, what, ringId }: SigningStep, tookMs: number): void {
  const shown = decodeUnverified(token)
  recorder.step({
    verb: 'signs',
    what,
    ...(ringId !== undefined && { ringId }),
    ...(shown && { token: shown }),
    tookMs,
  })
  const { iss, aud, jti } = (shown?.claims ?? {}) as Claims // what it says, true or not
  recorder.hold({ what, issuer: iss, audience: aud, tokenId: jti, token })
}
