import type { DirectoryDocument } from '../directory/document.ts'
import { ADMIN_ACTIONS, mayAdminister, STOKE_CLAIM, SUPERUSER_LETTER } from './stoke-letters.ts'
import type { Powers } from './administrator.ts'

/** The letters of groups, and of people by their groups. */
export interface LettersHeld {
  ofGroup(id: number): ReadonlySet<string>
  ofUser(user: { readonly groups: readonly number[] } | undefined): ReadonlySet<string>
}

const NO_LETTERS: ReadonlySet<string> = new Set()

/**
 * Looks through a document once.
 * @param splits whether a value with commas is read as the several that a token makes of it; the original looks at whole values only
 */
export function lettersHeld({ claims, groups }: DirectoryDocument, splits: boolean): LettersHeld {
  const ofClaim = new Map(
    claims
      .filter(({ shortName }) => shortName === STOKE_CLAIM)
      .map(({ id, value }) => [id, splits ? value.split(',') : [value]]),
  )
  const held = new Map(groups.map(({ id, claims: ids }) => [id, new Set(ids.flatMap((claim) => ofClaim.get(claim) ?? []))])) // prettier-ignore
  const ofGroup = (id: number): ReadonlySet<string> => held.get(id) ?? NO_LETTERS
  return { ofGroup, ofUser: (user) => new Set((user?.groups ?? []).flatMap((id) => [...ofGroup(id)])) }
}

/**
 * Whether somebody may give a letter to others: what they may not do themselves, they let nobody do. A letter that is none lets nobody
 * do anything.
 */
export function mayGive({ isSuperuser, actions }: Powers, letter: string): boolean {
  if (isSuperuser) return true
  if (letter === SUPERUSER_LETTER) return false
  return ADMIN_ACTIONS.every((action) => actions.has(action) || !mayAdminister({ [STOKE_CLAIM]: letter }, action))
}
