import { TITLES, type RejectionReason } from '#core/token/rejection'
import type { KitAnswer } from './read-answer.ts'

/** Why a call is refused. The last two are about no token, and about one that is believed and may not do this. */
export type RefusalReason = RejectionReason | 'no-token' | 'insufficient-scope'

/** By which words an answer says it, where it has no reason of ours: those of libraries and of RFC 6750. */
const SAYS: Readonly<Record<RefusalReason, RegExp>> = {
  malformed: /malformed|invalid (?:compact )?(?:jws|jwt|token)|not a jwt|parse|segments|format/i,
  'too-large': /too (?:large|long|big)/i,
  'signature-missing': /no signature|unsigned|signature (?:is )?(?:missing|required)/i,
  'critical-header': /\bcrit(?:ical)?\b/i,
  'wrong-type': /\btyp\b|wrong type|token type/i,
  'wrong-algorithm': /\balg(?:orithm)?\b/i,
  'unknown-key': /\bkid\b|unknown key|no (?:applicable|matching|suitable) (?:key|signing key)|signing key/i,
  'revoked-key': /revoked/i,
  'expired-key': /key (?:has )?expired/i,
  'pending-key': /key .*not .*(?:yet|active)/i,
  'signature-mismatch': /signature/i,
  'missing-claim': /missing|required/i,
  'invalid-claim': /claim/i,
  'wrong-issuer': /\biss(?:uer)?\b/i,
  'wrong-audience': /\baud(?:ience)?\b/i,
  'wrong-subject': /\bsub(?:ject)?\b/i,
  expired: /\bexp(?:ired)?\b/i,
  'not-active': /\bnbf\b|not (?:yet )?(?:active|valid)|before|\biat\b/i,
  'lifetime-too-long': /lifetime|lives too long|too far/i,
  'bound-token': /\bcnf\b|bound|dpop/i,
  'revoked-token': /revoked/i,
  replayed: /replay|\bjti\b|used (?:already|before)/i,
  'no-token': /./,
  'insufficient-scope': /scope/i,
}

/** A reason of ours, by its name or by the sentence that says it; undefined for any other text. */
export function reasonIn(text: unknown): RefusalReason | undefined {
  if (typeof text !== 'string') return undefined
  if (Object.hasOwn(SAYS, text)) return text as RefusalReason // it is one of its keys
  return (Object.keys(TITLES) as RejectionReason[]).find((each) => text.startsWith(TITLES[each])) // the keys of a constant
}

/** Is it a refusal, and for that reason? When in doubt it is not. @returns undefined when it is; else a sentence that says why not */
export function whyNoRefusal(answer: KitAnswer, reason: RefusalReason | undefined): string | undefined {
  const { status, challenge, text, body } = answer
  if (status < 400) return `The call was let in: it got ${status}.`
  if (status >= 500)
    return `The service could not decide: it answers ${status}. That lets nobody in, and refuses nothing.`
  if (![400, 401, 403].includes(status))
    return `${status} says nothing about a token: it is neither 401 nor 403, nor 400.`
  if (reason === undefined) return undefined
  const said = reasonIn(body['reason']) ?? reasonIn(challenge['error_description'])
  if (said !== undefined)
    return said === reason ? undefined : `It is refused for another reason: ${said}, and not ${reason}.`
  const { error, error_description: description = '' } = challenge
  if (reason === 'no-token')
    return status === 401 && error === undefined
      ? undefined
      : `A call without a token gets 401 without an error (RFC 6750 §3.1).`
  if (reason === 'insufficient-scope')
    return status === 403 || error === 'insufficient_scope'
      ? undefined
      : `It is refused, and the scope is not why: ${status}.`
  if (status === 403 || error === 'insufficient_scope')
    return `The token is believed, and may not do this (${status}): that is not ${reason}.`
  const words = `${description} ${text}`
  if (SAYS[reason].test(words)) return undefined
  const others = (Object.keys(SAYS) as RefusalReason[]).filter((each) => each !== 'no-token' && SAYS[each].test(words)) // the keys of a constant
  if (others.length > 0)
    return `It is refused for another reason, as it says: ${others.join(' or ')}, and not ${reason}.`
  return `It is refused, and the answer does not say why: whether it is ${reason} cannot be told. toBeRefused() asks for the refusal alone.`
}
