import { redact } from '../token/redact.ts'

/** What is shown of a body. Everything else may be a secret, and is named alone. */
const SHOWN = new Set([
  'grant_type',
  'scope',
  'audience',
  'resource',
  'client_id',
  'client_assertion_type',
  'requested_token_type',
  'subject_token_type',
  'actor_token_type',
  'token_type_hint',
  'aud',
  'sub',
  'iss',
])

const MAX_VALUE = 200
const MAX_NAMES = 30

type Kept = [name: string, value: unknown][]

/**
 * The names of a body and, where they are shown, the values: what a request costs is no more than to copy them.
 * @returns JSON, a text of its own: parts of the texts that came would keep all of them in memory
 */
export function keptBody(body: object): string {
  const names = Object.keys(body).slice(0, MAX_NAMES)
  const kept: Kept = names.map((name) => [
    name.slice(0, MAX_VALUE),
    SHOWN.has(name) ? keptValue(Reflect.get(body, name)) : HIDDEN,
  ])
  return JSON.stringify(kept)
}

/** In place of what may be a secret. */
export const HIDDEN = '[not shown]'

function keptValue(value: unknown): unknown {
  if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) return value
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.slice(0, MAX_VALUE)
}

/** Once more, whatever stands where it should not is hidden. */
export function shownBody(text: string): Record<string, unknown> {
  const kept = JSON.parse(text) as Kept // put together above
  return Object.fromEntries(
    kept.map(([name, value]) => [redact(name), typeof value === 'string' ? redact(value) : value]),
  )
}
