import type { Answer } from '../answer.ts'
import { withoutNew } from './likeness.ts'

/**
 * Whether a redirect is the one of a refusal: whoever has no token is sent to a login. It goes to the same place, with the same
 * members in its query, and sets the same cookies: a session that only this one gets may be that of somebody who was let in.
 */
export function isRedirectOfRefusals(
  answer: Answer,
  { refusals, url }: { readonly refusals: readonly Answer[]; readonly url: string },
): boolean {
  const sent = sentTo(answer, url)
  const known = refusals.filter(({ status }) => status >= 300 && status < 400).map((each) => sentTo(each, url))
  return known.some(
    (each) => each.place === sent.place && each.cookies === sent.cookies && isSameQuery(sent, each, known),
  )
}

interface SentTo {
  /** Undefined where it says none, or what is none. */
  readonly place: string | undefined
  readonly query: ReadonlyMap<string, string>
  /** Their names. */
  readonly cookies: string
}

function sentTo({ headers }: Answer, base: string): SentTo {
  const location = headers.find(([name]) => name === 'location')?.[1] ?? ''
  const address = location === '' ? null : URL.parse(location, base)
  const cookies = headers.flatMap(([name, value]) => (name === 'set-cookie' ? [value.split('=')[0]?.trim() ?? ''] : []))
  return {
    place: address ? address.origin + address.pathname : undefined,
    query: new Map(address?.searchParams),
    cookies: [...new Set(cookies)].toSorted().join(),
  }
}

/** What differs among refusals says nothing, nor does whence one came; a member for an error is one of a refusal. */
function isSameQuery(sent: SentTo, refusal: SentTo, known: readonly SentTo[]): boolean {
  const names = new Set([...sent.query.keys(), ...refusal.query.keys()])
  return [...names].every((name) => {
    const [value, due] = [sent.query.get(name), refusal.query.get(name)]
    if (/^error/i.test(name)) return value !== undefined || due === undefined
    if (value === undefined || due === undefined) return false
    const isSteady = known.length > 1 && known.every((each) => each.query.get(name) === due)
    return !isSteady || /[/:]/.test(due) || withoutNew(value) === withoutNew(due)
  })
}
