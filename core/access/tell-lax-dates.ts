import type { Claims } from '../token/claims.ts'
import type { Recorder } from '../trace/recorder.ts'

const NO_MINUTE = 'the mesh gives 60 s before nbf and after exp'

/**
 * Tells a trace as failures which dates of a token the mesh has believed, and our own verifier would not: learners see the difference.
 * @param claims of a token that was believed @param seconds since 1970
 */
export function tellLaxDates({ exp, nbf, iat }: Claims, seconds: number, recorder: Recorder): void {
  if (!recorder.isOn) return
  const fails = (what: string, reason: string) =>
    void recorder.step({ verb: 'fails', what: `to notice that ${what}`, reason })
  if (exp === undefined || exp === 0)
    fails('the token never ends', `a token ${exp === 0 ? 'with exp 0' : 'without exp'} is good for ever in a mesh`)
  else if (exp <= seconds) fails('the token has expired', NO_MINUTE)
  if (nbf !== undefined && nbf > seconds) fails('the token is not valid yet', NO_MINUTE)
  if (iat !== undefined && iat > seconds) fails('the token was issued in the future', 'nobody in a mesh looks at iat')
}
