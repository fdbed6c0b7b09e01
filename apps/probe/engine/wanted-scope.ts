import type { Answer } from '../answer.ts'
import { explanationIn } from './explained-reason.ts'
import { jsonOfBody } from './marker.ts'
import { challengesOf, errorCodeOf } from './right-answers.ts'

/**
 * Which scope an answer wants, where it believes the token and misses a scope (RFC 6750 §3.1): 403, and `insufficient_scope` in its
 * challenge or its body, or a scope in its words. Of the body only a hint can be read: no standard says where it stands there.
 * @returns undefined where the answer says no such thing; an empty list where it does not say which
 */
export function wantedScopes(answer: Answer): readonly string[] | undefined {
  if (answer.status !== 403) return undefined
  const said = explanationIn(answer) ?? ''
  if (!/scope/i.test(errorCodeOf(answer) ?? '') && !SAYS_SO.test(said)) return undefined
  const challenge = /\bscope="([^"]{1,200})"/.exec(challengesOf(answer).join(' '))?.[1]
  const hints = [
    ...(challenge === undefined ? [] : [challenge]),
    ...scopeHintsIn(jsonOfBody(answer.body)),
    ...scopeNamesIn(said),
  ]
  return [...new Set(hints)].slice(0, MOST_HINTS)
}

const SAYS_SO =
  /insufficient[_ -]scope|\bscopes?\b.{0,80}(?:missing|required|needed)|(?:missing|requires?|needs?|lacks?)\b.{0,80}\bscope/i

const MOST_HINTS = 4

/** Members that services put it in. */
const SCOPE_MEMBERS = /^(?:needs?|needed|(?:needed|required|missing|expected)?[_-]?scopes?|required|missing|expected)$/i

/** One scope or several (RFC 6749 §3.3), and no sentence. */
const SCOPES = /^[\x21\x23-\x5b\x5d-\x7e]{1,60}(?: [\x21\x23-\x5b\x5d-\x7e]{1,60}){0,2}$/

function scopeHintsIn(json: unknown): string[] {
  if (typeof json !== 'object' || json === null) return []
  return Object.entries(json).flatMap(([name, value]) => {
    if (!SCOPE_MEMBERS.test(name)) return []
    const text: unknown = Array.isArray(value) ? value.slice(0, MOST_HINTS).join(' ') : value
    return typeof text === 'string' && SCOPES.test(text) ? [text] : []
  })
}

/** `orders:read` in a sentence; a word without a sign in it may be any word. */
const scopeNamesIn = (said: string): string[] => said.slice(0, 500).match(/\b[a-z]\w{0,40}[:.][a-z]\w{0,40}\b/gi) ?? []

/** What to say at the terminal so that a good token has it. */
export const nameTheScope = ([hint]: readonly string[]): string =>
  hint === undefined ? 'name it with --scope SCOPE' : `perhaps ${hint}: name it with --scope ${wordForShell(hint)}`

const wordForShell = (scope: string) => (/^[\w:./-]+$/.test(scope) ? scope : `'${scope.replaceAll("'", "'\\''")}'`)
