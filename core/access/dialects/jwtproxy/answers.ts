import type { AccessReason, DialectAnswer, AccessRefusal } from '../../dialect.ts'
import type { LaxKeyAnswer } from '../../sidecar-keys.ts'
import { OUR_WORDS } from './seen-ids.ts'

/** What it says of a key that it does not find. Undefined: the words are ours. */
export const WORDS_ABOUT_KEYS: Record<
  Exclude<LaxKeyAnswer['kind'], 'key'>,
  { reason: AccessReason; words?: string }
> = {
  'no-matching-key': { reason: 'unknown-key', words: 'Could not find any matching public key' },
  'server-error': { reason: 'cannot-decide', words: 'Unexpected key server error' },
  'unusable-algorithm': { reason: 'wrong-algorithm', words: 'Unexpected verifier initialization failure' },
  'beyond-bounds': { reason: 'cannot-decide' },
}

const originalAnswer = (status: number, body: string): DialectAnswer => ({
  status,
  headers: { 'content-type': 'text/plain' },
  body,
})

/** Always 403, whatever is wrong, and never a challenge; but where the bounds of ours end it, 503 and why. */
export function jwtproxyAnswer({ reason, words = '' }: AccessRefusal): DialectAnswer {
  if (words.startsWith(OUR_WORDS)) return originalAnswer(503, words)
  const about = reason === 'claim-not-allowed' ? 'Error verifying claims: ' : 'jwtproxy: unable to verify request: '
  return originalAnswer(403, `${about}${words}`)
}

/** The answers to requests that it does not check. */
export const JWTPROXY_PROXY_ANSWERS = {
  absoluteTarget: originalAnswer(500, 'This is a reverse proxy server. Does not respond to proxy requests.\n'),
  connect: 'tunnel',
} as const
