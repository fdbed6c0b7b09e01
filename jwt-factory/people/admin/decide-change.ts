import type { AuditSubject } from '../audit/audit-entry.ts'
import { ENTRY_NAMES, type DirectoryDocument } from '../directory/document.ts'
import type { DirectoryRules } from '../directory/rules.ts'
import type { AdminChange } from './admin-change.ts'
import type { AdminPolicy } from './admin-policy.ts'
import { AdminRefused } from './admin-refused.ts'
import { powersOf, type Administrator, type Powers } from './administrator.ts'
import { entryDifferences, nameOfEntry } from './differences.ts'
import { checkAsOriginal, checkEscalation } from './escalation.ts'
import { checkProtection, type Changed } from './protection.ts'

/** What all changes are decided by. */
export interface ChangeRules {
  readonly rules: DirectoryRules
  readonly policy: AdminPolicy
  readonly dialect: 'strict' | 'stoke'
}

export interface DecidedChange extends Changed {
  readonly powers: Powers
  /** Nobody needs a letter for it. */
  readonly isOwn: boolean
  /** Of the entry that was added or changed. */
  readonly id: number
}

/**
 * Makes a change in a document, and decides whether this administrator may make it: the letters first, so that whoever has none hears
 * nothing of what is there.
 * @param before the document that is to be changed: all that is decided goes by it
 * @throws AdminRefused, DirectoryFault
 */
export function decideChange(
  before: DirectoryDocument,
  who: Administrator,
  change: AdminChange,
  { rules, policy, dialect }: ChangeRules,
): DecidedChange {
  const powers = powersOf(before, who)
  const isOneself = change.kind === 'users' && change.id !== undefined && powers.person?.id === change.id
  const isOwn = isOneself && change.isForOneself === true
  if (!powers.actions.has(change.needs) && !isOwn) throw new AdminRefused('no-letter')
  if (policy.isReadOnly) throw new AdminRefused('read-only')
  if (isOneself && change.isForOthers && dialect === 'strict') throw new AdminRefused('own-password')
  if (change.id !== undefined && !before[change.kind].some(({ id }) => id === change.id))
    throw new AdminRefused('not-there')
  const { document: after, id } = change.apply(before, rules)
  const changed = { before, after, differences: entryDifferences(before, after) }
  checkProtection(changed, policy, powers)
  if (dialect === 'stoke') checkAsOriginal(changed, powers)
  else checkEscalation(changed, powers, change.knowsPassword)
  return { ...changed, powers, isOwn, id }
}

/** Whom or what a change is about, as it is called in a document. */
export function auditSubject(
  document: DirectoryDocument,
  { kind, id }: Pick<AdminChange, 'kind' | 'id'>,
): AuditSubject | undefined {
  const entry = id === undefined ? undefined : document[kind].find((each) => each.id === id)
  return entry && { kind: ENTRY_NAMES[kind], id: entry.id, name: nameOfEntry(entry) }
}
