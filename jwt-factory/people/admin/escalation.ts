import { claimsOfPerson } from '../directory/claims-of-person.ts'
import type { DirectoryDocument, DirectoryPerson } from '../directory/document.ts'
import { AdminRefused } from './admin-refused.ts'
import type { Powers } from './administrator.ts'
import type { Difference } from './differences.ts'
import { lettersHeld, mayGive, type LettersHeld } from './letters-held.ts'
import type { Changed } from './protection.ts'
import { STOKE_CLAIM, SUPERUSER_LETTER } from './stoke-letters.ts'

/**
 * Refuses whatever gives powers that the administrator does not have, by whatever way: a person comes into a group, a group gets a claim,
 * a claim another value, a link leads into a group. And whatever takes from superusers what they are, or takes over somebody who may do
 * more.
 * @param knowsPassword whether the administrator has proven to know the password of whom they change
 * @throws AdminRefused superuser-only, more-powers, last-superuser
 */
export function checkEscalation(
  { before, after, differences }: Changed,
  powers: Powers,
  knowsPassword: boolean | undefined,
): void {
  const [old, now] = [lettersHeld(before, true), lettersHeld(after, true)]
  const given = new Set([
    ...after.groups.flatMap(({ id }) => [...now.ofGroup(id).difference(old.ofGroup(id))]),
    ...differences.flatMap((each) => lettersEntered(each, now)),
  ])
  refuseLetters(given, powers)
  for (const each of differences)
    if (each.kind === 'users' && !knowsPassword && isTakenOver(each, powers))
      refuseLetters(old.ofUser(each.before), powers)
  const [were, are] = [superusersIn(before.users, old), superusersIn(after.users, now)]
  const takes = !were.isSubsetOf(are) || !exactlyS(before, were).isSubsetOf(exactlyS(after, are))
  if (!powers.isSuperuser && takes) throw new AdminRefused('superuser-only')
  if (were.size > 0 && are.size === 0) throw new AdminRefused('last-superuser')
}

/**
 * The one rule that the original has: it looks at people who come into a group, and at values that are `S` and nothing else (A.9 item 4).
 * @throws AdminRefused superuser-only
 */
export function checkAsOriginal({ after, differences }: Changed, powers: Powers): void {
  const held = lettersHeld(after, false)
  const entered = differences.filter(({ kind }) => kind === 'users').flatMap((each) => lettersEntered(each, held))
  if (!powers.isSuperuser && entered.includes(SUPERUSER_LETTER)) throw new AdminRefused('superuser-only')
}

function refuseLetters(letters: Iterable<string>, powers: Powers): void {
  for (const letter of letters)
    if (!mayGive(powers, letter)) throw new AdminRefused(letter === SUPERUSER_LETTER ? 'superuser-only' : 'more-powers')
}

/** The letters of the groups that a person comes into, or that a link leads into. */
function lettersEntered(each: Difference, { ofGroup }: LettersHeld): string[] {
  if (each.kind === 'links') return each.after ? [...ofGroup(each.after.group)] : []
  if (each.kind !== 'users') return []
  const before = new Set(each.before?.groups)
  return (each.after?.groups ?? []).filter((id) => !before.has(id)).flatMap((id) => [...ofGroup(id)])
}

const superusersIn = (users: readonly DirectoryPerson[], held: LettersHeld): ReadonlySet<number> =>
  new Set(users.filter((user) => held.ofUser(user).has(SUPERUSER_LETTER)).map(({ id }) => id))

/** Of those who have the letter, those whose `stk` is it alone: another value beside it takes from them what is for superusers. */
const exactlyS = (document: DirectoryDocument, superusers: ReadonlySet<number>): ReadonlySet<number> =>
  new Set(
    document.users
      .filter((user) => superusers.has(user.id) && claimsOfPerson(document, user)[STOKE_CLAIM] === SUPERUSER_LETTER)
      .map(({ id }) => id),
  )

type UserDifference = Extract<Difference, { kind: 'users' }>

/** Whoever says how somebody else logs in, or is called, can be them. Groups are another matter. */
function isTakenOver(each: UserDifference, { person }: Powers): boolean {
  if (!each.before || !each.after || each.id === person?.id) return false
  const [{ groups: _old, ...before }, { groups: _now, ...after }] = [each.before, each.after]
  return JSON.stringify(before) !== JSON.stringify(after)
}
