import { claimsOfPerson } from '../directory/claims-of-person.ts'
import type { DirectoryDocument, DirectoryPerson } from '../directory/document.ts'
import type { TokenPerson } from '../tokens/token-settings.ts'
import type { DecidedChange } from './decide-change.ts'

/** What the next token of a person says, but for what is different about each token. */
export type TellsClaims = (person: TokenPerson) => Readonly<Record<string, unknown>>

/** What is different about the next token of one person. */
export interface NextToken {
  readonly id: number
  readonly username: string
  /** Absent: they are not there yet. */
  readonly before?: Readonly<Record<string, unknown>>
  /** Absent: they get no token any more. */
  readonly after?: Readonly<Record<string, unknown>>
}

export interface NextTokens {
  readonly people: readonly NextToken[]
  /** So many more people get another token, or people who may not be shown. */
  readonly more: number
}

/** A change of a group may be one of thousands of tokens. */
const MOST_PEOPLE_SHOWN = 20

/** All whose next token says something else than before. */
export function nextTokensAfter(change: DecidedChange, tells: TellsClaims): NextTokens {
  const { before, after, powers } = change
  const isTouched = touchedBy(change)
  const [old, now] = [before, after].map((document) => new Map(document.users.filter(isTouched).map((user) => [user.id, user]))) // prettier-ignore
  const changed = [...new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])].flatMap((id): NextToken[] => {
    const [was, is] = [told(before, old?.get(id)), told(after, now?.get(id))]
    if (JSON.stringify(was?.claims) === JSON.stringify(is?.claims)) return []
    const username = (is ?? was)?.username ?? ''
    return [{ id, username, ...(was && { before: was.claims }), ...(is && { after: is.claims }) }]
  })
  const shown = changed
    .filter(({ id }) => powers.actions.has('read-users') || id === powers.person?.id)
    .slice(0, MOST_PEOPLE_SHOWN)
  return { people: shown, more: changed.length - shown.length }

  function told(document: DirectoryDocument, user: DirectoryPerson | undefined) {
    return user && { username: user.username, claims: tells({ ...user, claims: claimsOfPerson(document, user) }) }
  }
}

/** Whether a change can have to do with a person: it is about them, or about one of their groups, or about a claim of these. */
function touchedBy({ before, after, differences }: DecidedChange): (user: DirectoryPerson) => boolean {
  const ids = (kind: string) => new Set(differences.flatMap((each) => (each.kind === kind ? [each.id] : [])))
  const [users, groups, claims] = [ids('users'), ids('groups'), ids('claims')]
  for (const group of [...before.groups, ...after.groups])
    if (group.claims.some((id) => claims.has(id))) groups.add(group.id)
  return (user) => users.has(user.id) || user.groups.some((id) => groups.has(id))
}
