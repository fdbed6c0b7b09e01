import type { Clock } from '#core/clock'
import type { ToldPeople, ToldPeopleNote, ToldPerson } from '#core/control/told-people'
import type { Ring } from '#core/rings/rotation'
import type { TellsClaims } from '../admin/next-tokens.ts'
import { AUDIT_SHARES, type AuditEntry, type AuditShare } from '../audit/audit-entry.ts'
import type { AuditLog } from '../audit/audit-log.ts'
import type { PeopleConfig } from '../config/people-config.ts'
import { listChanges } from '../audit/journal.ts'
import { whoDid } from '../audit/who-did.ts'
import { claimsOfPerson } from '../directory/claims-of-person.ts'
import type { Directory } from '../directory/directory.ts'
import type { DirectoryDocument } from '../directory/document.ts'
import { peopleKeyLine } from './pages/key-line.ts'

export interface TellPeopleParts {
  config: Pick<PeopleConfig, 'dialect' | 'tokens'>
  clock: Clock
  directory: Pick<Directory, 'read'>
  audit: Pick<AuditLog, 'list'>
  tells: TellsClaims
  /** The keys of people, with their past. */
  ring(): Ring
}

/** As many as a page has room for. */
const MOST_TOLD_PEOPLE = 50
const MOST_TOLD_NOTES = 30

const REFUSING: ReadonlySet<AuditShare> = new Set(['refusals', 'failures', 'strangers'])

/** What watchers see of people: who there is, what their next tokens say, the keys, and what was last. */
export async function tellPeople({
  config,
  clock,
  directory,
  audit,
  tells,
  ring,
}: TellPeopleParts): Promise<ToldPeople> {
  const document = await directory.read()
  const shares = Object.keys(AUDIT_SHARES) as AuditShare[] // its keys are the shares
  const notes = await Promise.all(
    shares.map(async (share) => {
      const all = share === 'changes' ? await listChanges({ directory, audit }) : await audit.list(share)
      return all.map((entry) => toldNote(entry, share))
    }),
  )
  const now = clock.now()
  return {
    now,
    dialect: config.dialect,
    count: document.users.length,
    people: document.users.slice(0, MOST_TOLD_PEOPLE).map((user) => toldPerson(user, document, tells)),
    line: peopleKeyLine(ring(), config.tokens, now),
    last: notes
      .flat()
      .sort((one, other) => other.at - one.at)
      .slice(0, MOST_TOLD_NOTES),
  }
}

function toldPerson(
  user: DirectoryDocument['users'][number],
  document: DirectoryDocument,
  tells: TellsClaims,
): ToldPerson {
  const { username, firstName, lastName } = user
  return {
    username,
    called: `${firstName} ${lastName}`,
    groups: document.groups.filter(({ id }) => user.groups.includes(id)).map(({ name }) => name),
    claims: tells({ ...user, claims: claimsOfPerson(document, user) }),
  }
}

function toldNote(entry: AuditEntry, share: AuditShare): ToldPeopleNote {
  const { at, what, on, reason } = entry
  return {
    at,
    what,
    isRefused: REFUSING.has(share),
    who: whoDid(entry, share),
    ...(on && { on: on.name }),
    ...(reason !== undefined && { reason }),
  }
}
