import type { AuditEntry, ChangeShare } from '../audit/audit-entry.ts'

/** A person who can log in. */
export interface DirectoryPerson {
  id: number
  username: string
  email: string
  firstName: string
  lastName: string
  /** Where their password is: here, or in the directory of somebody else. */
  source: 'LOCAL' | `LDAP${string}` | `OIDC${string}`
  /** What the directory of somebody else knows them by, whatever they are called. */
  externalId?: string
  /** As passwords are stored; both empty where the password is elsewhere. */
  passwordHash: string
  salt: string
  /** Milliseconds since 1970. */
  createdAt: number
  /** Ids. */
  groups: readonly number[]
}

export interface DirectoryGroup {
  id: number
  name: string
  description: string
  /** Ids. */
  claims: readonly number[]
}

/** What tokens of the members of its groups say: `shortName` is the claim, `value` one of its texts. */
export interface DirectoryClaim {
  id: number
  name: string
  shortName: string
  value: string
  description: string
}

/** Whoever is in a group of another directory is in one of ours. */
export interface DirectoryLink {
  id: number
  /** `LDAP`, `LDAP:provider` or `OIDC:provider`. */
  type: string
  /** The name of a group over there, or `claim=value`. */
  resource: string
  /** Its id. */
  group: number
}

export interface DirectoryEntries {
  users: DirectoryPerson
  groups: DirectoryGroup
  claims: DirectoryClaim
  links: DirectoryLink
}

export type EntryKind = keyof DirectoryEntries

export type DirectoryLists = { readonly [Kind in EntryKind]: readonly DirectoryEntries[Kind][] }

/** All of a directory: it is read and written as a whole, so that a change is there whole or not at all. */
export interface DirectoryDocument extends DirectoryLists {
  /** How often it was changed. */
  readonly version: number
  /** The id of the next entry of any kind: an id is given once, also when its entry is gone. */
  readonly nextId: number
  /** Files that were loaded into it, so that none is loaded twice. */
  readonly loaded: readonly { readonly file: string; readonly hash: string }[]
  /** Absent: no administrator has changed anything. */
  readonly journal?: DirectoryJournal
}

/**
 * What administrators changed and the audit log may not have yet. It is written with the change, so that none is there without its
 * entry, whenever a process is killed; whoever makes the next change puts it into the log first.
 */
export interface DirectoryJournal {
  /** How many changes there were. */
  readonly written: number
  /** And of those that are kept beside them, in shares of their own. */
  readonly writtenBeside?: Readonly<Partial<Record<Exclude<ChangeShare, 'changes'>, number>>>
  readonly unfiled: readonly UnfiledEntry[]
}

/** Without a share, it is one of the `changes`. */
export interface UnfiledEntry extends AuditEntry {
  readonly share?: ChangeShare
}

export const EMPTY_DIRECTORY: DirectoryDocument = {
  version: 0,
  nextId: 1,
  users: [],
  groups: [],
  claims: [],
  links: [],
  loaded: [],
}

/** What it is called when there are many of it, and when there is one. */
export const ENTRY_NAMES: Record<EntryKind, string> = { users: 'user', groups: 'group', claims: 'claim', links: 'link' }

/** Letters of the document as it is stored: some thousands of people. It is read at each login, and written at each change. */
export const LONGEST_DIRECTORY = 2_000_000
