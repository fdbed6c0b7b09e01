import { claimsOfPerson } from '../directory/claims-of-person.ts'
import type { DirectoryDocument, DirectoryPerson } from '../directory/document.ts'
import { passwordMark } from '../tokens/families.ts'
import { AdminRefused } from './admin-refused.ts'
import { ADMIN_ACTIONS, mayAdminister, STOKE_CLAIM, SUPERUSER_LETTER, type AdminAction } from './stoke-letters.ts'

/** Who asks, as far as a token or a session says. What they may do is looked up in the directory each time. */
export interface Administrator {
  /** Their id. Undefined: the token does not say (dialect stoke). */
  readonly person: number | undefined
  /** Of the password that they logged in with (`passwordMark`): with another one by now, they must log in anew. */
  readonly mark?: string | undefined
  /**
   * The claims of the token that came. They may do what is said there and in the directory: a token with fewer claims does not
   * get more of them here. Absent: a session of our own pages.
   */
  readonly told?: Readonly<Record<string, unknown>>
  /** Dialect stoke: what the token says counts, however old it is. */
  readonly isBelieved?: boolean
  /** The address that they ask from. */
  readonly from?: string | undefined
}

/** What somebody may do now. */
export interface Powers {
  readonly person: DirectoryPerson | undefined
  readonly actions: ReadonlySet<AdminAction>
  /** `stk` is `S` and nothing else: `S,u` may do all that has a letter, and nothing of what is for superusers alone. */
  readonly isSuperuser: boolean
}

/**
 * Reads what somebody may do, from the document that is changed.
 * @throws AdminRefused changed-person
 */
export function powersOf(document: DirectoryDocument, { person: id, mark, told, isBelieved }: Administrator): Powers {
  const person = document.users.find((user) => user.id === id)
  if (isBelieved && told) return { person, ...powersOfClaims([told]) }
  if (!person || (mark !== undefined && passwordMark(person) !== mark)) throw new AdminRefused('changed-person')
  const held = claimsOfPerson(document, person)
  return { person, ...powersOfClaims(told ? [held, told] : [held]) }
}

/** All of them must say so. */
function powersOfClaims(all: readonly Readonly<Record<string, unknown>>[]): Omit<Powers, 'person'> {
  return {
    actions: new Set(ADMIN_ACTIONS.filter((action) => all.every((claims) => mayAdminister(claims, action)))),
    isSuperuser: all.every((claims) => Object.hasOwn(claims, STOKE_CLAIM) && claims[STOKE_CLAIM] === SUPERUSER_LETTER),
  }
}
