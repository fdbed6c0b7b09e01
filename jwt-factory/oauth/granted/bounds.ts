import { faultyClaims } from '#core/token/claims'
import { OAuthError } from '../oauth-error.ts'
import { SCOPE_WORD } from '../../registered-clients/client-file.ts'
import type { Client } from '../../registered-clients/clients.ts'
import type { Form } from '../request/form.ts'

/** No client has so many rights; each word is work. Characters. */
const MAX_SCOPE = 4000

/** @throws OAuthError invalid_scope, or what `refuse` makes of it, for what is not a scope */
export function readScope(text: string | undefined, refuse: (why: string) => OAuthError = wrongScope): string[] {
  if (text === undefined || text === '') return []
  if (text.length > MAX_SCOPE) throw refuse(`scope must have ${MAX_SCOPE} characters or fewer`)
  const words = text.split(' ') // one space between two
  if (words.every((word) => SCOPE_WORD.test(word))) return [...new Set(words)]
  throw refuse(NO_SCOPE)
}

const NO_SCOPE = 'scope must be words with one space between two, without quotes and backslashes (RFC 6749 §3.3)'

const wrongScope = (why: string) => new OAuthError('invalid_scope', `The parameter ${why}`)

/** What a client may choose among, for the client itself; as much of it as fits into a sentence. */
export function shownList(words: readonly string[]): string {
  const text = words.join(', ') || 'none'
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}...` : text
}

const MOST_SHOWN = 300

/**
 * Words are compared exactly; their order means nothing. Too much is refused, not cut: the client would find out at the
 * worst moment.
 * @param most completes "no more than …"
 * @throws OAuthError invalid_scope
 */
export function refuseWider(asked: readonly string[], allowed: readonly string[], most: string): void {
  if (asked.every((word) => allowed.includes(word))) return
  throw new OAuthError('invalid_scope', `The parameter scope must ask for no more than ${most}`)
}

/**
 * For whom the token will be: one recipient, named by `resource` (RFC 8707 §2) or `audience` (RFC 8693 §2.1), among
 * those that the client may call. One token for two would let each play the caller to the other (RFC 9068 §5).
 * @throws OAuthError invalid_target
 */
export function chooseAudience(form: Form, { id, audiences, isOpen }: Client): string {
  const resources = form.all('resource')
  if (!resources.every(isAbsoluteUri)) {
    throw new OAuthError('invalid_target', 'The parameter resource must be an absolute URI without a fragment')
  }
  const [asked, ...more] = [...resources, ...form.all('audience')]
  if (more.length > 0)
    throw new OAuthError(
      'invalid_target',
      'The parameters audience and resource must name one recipient between them: ask for a separate token for each',
    )
  if (isOpen) return anyAudience(asked ?? (audiences.length === 1 ? audiences[0] : id) ?? id)
  if (asked === undefined) return onlyAudience(audiences)
  if (audiences.length === 0) throw new OAuthError('invalid_target', NO_AUDIENCE)
  if (!audiences.includes(asked)) {
    throw new OAuthError(
      'invalid_target',
      `The parameter audience (or resource) must be one of: ${shownList(audiences)}`,
    )
  }
  return asked
}

const NO_AUDIENCE = 'The client may call nobody: it has no audiences'

/** As long as an address may be. Characters. */
const MAX_AUDIENCE = 1000

/** Where any is good, it is still one that a verifier takes. @throws OAuthError invalid_target */
function anyAudience(audience: string): string {
  if (audience.length <= MAX_AUDIENCE && faultyClaims({ aud: audience }).length === 0) return audience
  const takes = `must be a text of ${MAX_AUDIENCE} characters or fewer, without control characters`
  throw new OAuthError('invalid_target', `The parameter audience (or resource) ${takes}`)
}

/** RFC 9068 §3: without a resource, a default audience. */
function onlyAudience(audiences: readonly string[]): string {
  const [only, ...more] = audiences
  if (only === undefined) throw new OAuthError('invalid_target', NO_AUDIENCE)
  if (more.length === 0) return only
  const several = `The parameter audience (or resource) must choose one of: ${shownList(audiences)}`
  throw new OAuthError('invalid_target', several)
}

/** RFC 8707 §2, RFC 3986 §4.3. */
function isAbsoluteUri(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:[^\s#]+$/.test(text) && URL.canParse(text)
}
