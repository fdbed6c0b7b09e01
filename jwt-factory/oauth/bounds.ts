import { OAuthError } from './oauth-error.ts'
import { SCOPE_WORD } from '../registered-clients/client-file.ts'
import type { Client } from '../registered-clients/clients.ts'
import type { Form } from './form.ts'

/** No client has so many rights; each word is work. Characters. */
const MAX_SCOPE = 4000

/** @throws OAuthError invalid_scope for what is not a scope */
export function readScope(text: string | undefined): string[] {
  if (text === undefined) return []
  if (text.length > MAX_SCOPE) throw new OAuthError('invalid_scope', `The scope is longer than ${MAX_SCOPE} characters`)
  const words = text.split(' ') // one space between two
  if (!words.every((word) => SCOPE_WORD.test(word))) {
    throw new OAuthError('invalid_scope', 'The scope is not a list of words')
  }
  return [...new Set(words)]
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

/**
 * For whom the token will be: one recipient, named by `resource` (RFC 8707 §2) or `audience` (RFC 8693 §2.1), among
 * those that the client may call. One token for two would let each play the caller to the other (RFC 9068 §5).
 * @throws OAuthError invalid_target
 */
export function chooseTarget(form: Form, { audiences }: Client): string {
  const resources = form.all('resource')
  if (!resources.every(isAbsoluteUri)) {
    throw new OAuthError('invalid_target', 'A resource is an absolute URI without a fragment')
  }
  const [asked, ...more] = [...resources, ...form.all('audience')]
  if (more.length > 0) throw new OAuthError('invalid_target', 'A token is for one audience: ask once for each')
  if (asked === undefined) return onlyAudience(audiences)
  if (!audiences.includes(asked)) throw new OAuthError('invalid_target', 'The client may not call that audience')
  return asked
}

/** RFC 9068 §3: without a resource, a default audience. */
function onlyAudience([only, ...more]: readonly string[]): string {
  if (only === undefined) throw new OAuthError('invalid_target', 'The client may call nobody')
  if (more.length === 0) return only
  throw new OAuthError('invalid_target', 'The client may call several audiences: choose one with audience or resource')
}

/** RFC 8707 §2, RFC 3986 §4.3. */
function isAbsoluteUri(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:[^\s#]+$/.test(text) && URL.canParse(text)
}
