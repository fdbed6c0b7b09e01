/**
 * What is written down, in shares: each has its own room, so that whoever floods one of them pushes nothing out of another. The number
 * is how many entries a share keeps.
 */
export const AUDIT_SHARES = {
  /** Changes that were made by whoever has a letter for them, and by a file at the start. */
  changes: 1000,
  /** What people changed about themselves, for which nobody needs a letter. */
  own: 300,
  /** What another directory changed about people, when they logged in. */
  mirrored: 500,
  /** What administrators asked for and did not get. */
  refusals: 300,
  logins: 500,
  renewals: 500,
  /** Logins and renewals of people who are there, that were refused. */
  failures: 500,
  /** Names that nobody has, and tokens that nobody believes. */
  strangers: 200,
} as const
export type AuditShare = keyof typeof AUDIT_SHARES
/** Changes of the directory: their entries are written with it. */
export type ChangeShare = 'changes' | 'own' | 'mirrored'
const CHANGE_SHARES: readonly AuditShare[] = ['changes', 'own', 'mirrored'] satisfies ChangeShare[]
export const isChangeShare = (share: AuditShare): share is ChangeShare => CHANGE_SHARES.includes(share)

/** Somebody, or something of the directory: by its id, and by the name that it had then. */
export interface AuditSubject {
  readonly kind: string
  readonly id: number
  readonly name: string
}

/** What was different about one entry of the directory. Never a hash, a salt or a password. */
export interface AuditDifference extends AuditSubject {
  /** Absent: it was not there. */
  readonly before?: Readonly<Record<string, unknown>>
  /** Absent: it is gone. */
  readonly after?: Readonly<Record<string, unknown>>
}

/** One thing that somebody asked for. */
export interface AuditNote {
  /** In stable words: `add-claim`, `set-password`, `login`. */
  readonly what: string
  /** Absent: nobody who is known. */
  readonly who?: AuditSubject
  readonly on?: AuditSubject
  /** Why it was refused, in stable words. */
  readonly reason?: string
  /** The address that it came from. */
  readonly from?: string
  readonly differences?: readonly AuditDifference[]
  /** So many more differences had no room. */
  readonly moreDifferences?: number
}

export interface AuditEntry extends AuditNote {
  /** Counts the entries of its share. */
  readonly number: number
  /** Milliseconds since 1970. */
  readonly at: number
  /** So many of its share came too fast to be written down since the one before. */
  readonly leftOut?: number
}
