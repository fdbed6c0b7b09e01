import type { Claims } from '../token/claims.ts'
import { decodeUnverified } from '../token/decode-unverified.ts'
import { signToken, type Signer } from '../token/sign.ts'
import type { Recorder } from '../trace/recorder.ts'

/** How the trace tells of a signature. */
export interface SigningStep {
  recorder: Recorder
  /** What is signed, for instance 'a token for serviceb'. */
  what: string
  /** The ring whose key signs, where a reader would know it by that. */
  ringId?: string
}

/** Signs claims (as `signToken` does) and tells the trace, with the header and claims and how long it took. */
export async function signRecorded(
  claims: Claims,
  signer: Signer,
  type: string,
  { recorder, what, ringId }: SigningStep,
): Promise<string> {
  if (!recorder.isOn) return signToken(claims, signer, type)
  const begin = recorder.elapsed()
  const token = await signToken(claims, signer, type)
  const shown = decodeUnverified(token)
  recorder.step({
    verb: 'signs',
    what,
    ...(ringId !== undefined && { ringId }),
    ...(shown && { token: shown }),
    tookMs: recorder.elapsed() - begin,
  })
  recorder.hold({ what, issuer: claims.iss, audience: claims.aud, tokenId: claims.jti, token })
  return token
}
