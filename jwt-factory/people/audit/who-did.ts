import type { AuditNote, AuditShare } from './audit-entry.ts'

/** Changes that nobody asked for, by their `what`. */
const MADE_BY: ReadonlyMap<string, string> = new Map([
  ['load-file', 'a file, at the start'],
  ['make-claims', 'the configuration, at the start'],
  ['make-superuser', 'the first start'],
  ['mirror-user', 'another directory'],
])

/** Who did what an entry tells of, in words. Of a login that was refused it is known only whose it would have been. */
export const whoDid = ({ what, who, on }: AuditNote, share: AuditShare): string =>
  who?.name ?? MADE_BY.get(what) ?? (share === 'failures' ? on?.name : undefined) ?? 'somebody unknown'
