import type { DirectoryDocument } from '../directory/document.ts'
import type { AdminPolicy } from './admin-policy.ts'
import { AdminRefused } from './admin-refused.ts'
import type { Powers } from './administrator.ts'
import type { Difference } from './differences.ts'

/** A document before a change and after it, and what differs. */
export interface Changed {
  readonly before: DirectoryDocument
  readonly after: DirectoryDocument
  readonly differences: readonly Difference[]
}

/**
 * Refuses what the configuration protects, by whatever way it would change: who is in a protected group, and which groups have a
 * protected claim, is part of it.
 * @throws AdminRefused protected
 */
export function checkProtection(changed: Changed, policy: AdminPolicy, { isSuperuser }: Powers): void {
  const overrides = policy.superuserOverrides && isSuperuser
  for (const each of changed.differences) {
    const isProtected =
      (each.kind === 'users' && each.before && policy.protectedUsers.includes(each.before.username)) ||
      (!overrides && (touchesGroup(each, changed, policy) || touchesClaim(each, changed, policy)))
    if (isProtected) throw new AdminRefused('protected')
  }
}

function touchesGroup(
  each: Difference,
  { before, after }: Changed,
  { protectedGroups: names }: Pick<AdminPolicy, 'protectedGroups'>,
): boolean {
  if (names.length === 0) return false
  const isProtected = (id: number) => nameIsIn(names, before, id) || nameIsIn(names, after, id)
  switch (each.kind) {
    case 'groups':
      return isProtected(each.id)
    case 'links':
      return [each.before, each.after].some((link) => link && isProtected(link.group))
    case 'users':
      return changedIds(each.before?.groups, each.after?.groups).some(isProtected)
    case 'claims':
      return false
  }
}

const nameIsIn = (names: readonly string[], { groups }: DirectoryDocument, id: number) =>
  groups.some((group) => group.id === id && names.includes(group.name))

function touchesClaim(
  each: Difference,
  { before, after }: Changed,
  { protectedClaims: names }: Pick<AdminPolicy, 'protectedClaims'>,
): boolean {
  if (names.length === 0) return false
  const isProtected = (id: number) =>
    [before, after].some(({ claims }) => claims.some((claim) => claim.id === id && names.includes(claim.shortName)))
  if (each.kind === 'claims') return isProtected(each.id)
  return each.kind === 'groups' && changedIds(each.before?.claims, each.after?.claims).some(isProtected)
}

/** Those that stand in one of two lists. */
export function changedIds(before: readonly number[] = [], after: readonly number[] = []): number[] {
  const [old, now] = [new Set(before), new Set(after)]
  return [...old.symmetricDifference(now)]
}
