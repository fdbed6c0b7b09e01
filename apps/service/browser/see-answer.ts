import type { OutsideAnswer } from '#core/http/outside-client'
import { isObject } from '#core/token/claims'
import { redact } from '#core/token/redact'
import { jsonOrNothing } from '../plain/json-or-nothing.ts'
import { pageBackends, refusalOfSidecar } from '../stage/read-page.ts'
import { wordsOfPage } from './read-form.ts'

/** What a policy of a mesh says in its own name. */
const DENIED_BY_MESH = 'RBAC: access denied'

/** As much as a person reads of a refusal. */
const LONGEST_REASON = 300

/** What whoever opened an address of the gateway sees in the end: the page, or why there is none. */
export function seeAnswer({ status, headers, text }: OutsideAnswer): Record<string, unknown> {
  const body = jsonOrNothing(text)
  if (status === 200 && isObject(body) && Array.isArray(body['backends']))
    return { valid: true, status, ...whoIsShown(body['login']), ...pageBackends(body['backends']) }
  if (text.trim() === DENIED_BY_MESH) return refusalOfSidecar('web-ui', { status, body: text })
  const said = isObject(body)
    ? (body['detail'] ?? body['message'] ?? body['title'] ?? body['error_description'])
    : undefined
  const isPage = headers['content-type']?.startsWith('text/html') ?? false
  const words = typeof said === 'string' ? said : isPage ? wordsOfPage(text) : text
  const reason = redact(words).trim().slice(0, LONGEST_REASON)
  const challenge = headers['www-authenticate']
  return {
    ...(status >= 400 ? { message: 'refused by the login gateway', valid: false } : {}),
    status,
    reason,
    ...(challenge !== undefined && { challenge }),
  }
}

/** Who the page says is logged in, from a token that it has verified. */
function whoIsShown(login: unknown): { person?: Record<string, unknown> } {
  const person = isObject(login) ? login['person'] : undefined
  if (!isObject(person)) return {}
  const shown = ['sub', 'name', 'nickname', 'picture'].flatMap((claim) =>
    person[claim] === undefined ? [] : [[claim, person[claim]]],
  )
  return { person: Object.fromEntries(shown) }
}
