import { OAuthError } from './oauth-error.ts'

/** RFC 6749 §3.3: words, one space between two. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/

/** @throws OAuthError invalid_scope for what is not a scope */
export function readScope(text: string | undefined): string[] {
  if (text === undefined) return []
  if (!SCOPE.test(text)) throw new OAuthError('invalid_scope', 'The scope is not a list of words')
  return [...new Set(text.split(' '))]
}

/**
 * Words are compared exactly; their order means nothing. Too much is refused, not cut: the client would find out at the
 * worst moment.
 * @param whose completes "beyond what … allows"
 * @throws OAuthError invalid_scope
 */
export function refuseWider(asked: readonly string[], allowed: readonly string[], whose: string): void {
  if (asked.every((word) => allowed.includes(word))) return
  throw new OAuthError('invalid_scope', `The scope goes beyond what ${whose} allows`)
}
