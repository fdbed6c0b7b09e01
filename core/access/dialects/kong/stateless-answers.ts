import type { AccessReason, AccessRefusal, AskedRequest, DialectAnswer } from '../../dialect.ts'
import { titleOfReason } from '../../reason-titles.ts'
import { kongAnswer, luaJson } from './answers.ts'

/** In the words of the plugin, where it has some for it. */
const STATELESS_WORDS: Partial<Record<AccessReason, string>> = {
  'no-credentials': 'Unauthorized',
  'invalid-request': 'Bad token; one Authorization header with one token is wanted',
  malformed: 'Bad token; it is no JWT in canonical form',
  'too-large': 'Bad token; it is too long',
  'signature-missing': 'Bad token; invalid signature',
  'critical-header': 'Bad token; it asks for an extension that is not known here',
  'wrong-algorithm': 'Invalid algorithm',
  'signature-mismatch': 'Invalid signature',
  expired: luaJson({ exp: 'token expired' }),
  'not-active': 'Token not valid yet',
  'revoked-token': 'Token is on the black list',
}

/** How a gateway without a store says no: in the form of the plugin; where it cannot look at its black list, 503. */
export const statelessAnswer =
  (realm: string | undefined) =>
  (refusal: AccessRefusal, request: AskedRequest): DialectAnswer => {
    const { reason, claim } = refusal
    if (reason === 'cannot-decide') {
      const body = luaJson({ message: 'The black list cannot be read at the moment' })
      return { status: 503, headers: { 'content-type': 'application/json; charset=utf-8', 'retry-after': '1' }, body }
    }
    const words = STATELESS_WORDS[reason] ?? `${titleOfReason(reason)}${claim === undefined ? '' : `: ${claim}`}`
    return kongAnswer({ ...refusal, check: '', words }, request, realm)
  }
