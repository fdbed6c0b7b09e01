import { route, type Route } from '#core/http/routes'
import type { Clock } from '#core/clock'
import type { Ring } from '#core/rings/rotation'
import { SUPERUSER_LETTER, type AdminAction } from '../admin/stoke-letters.ts'
import type { TellsClaims } from '../admin/next-tokens.ts'
import { AUDIT_SHARES, type AuditShare } from '../audit/audit-entry.ts'
import type { PeopleTokens } from '../config/people-config.ts'
import { claimsOfPerson } from '../directory/claims-of-person.ts'
import type { DirectoryDocument } from '../directory/document.ts'
import type { AdminDoor } from './admin-door.ts'
import { stokeLettersOf, type AdminVisit, type Visitor } from './admin-visit.ts'
import { administratorOf, namesOfEntries, type ChangeParts } from './change-by-form.ts'
import { AuditPage, type AuditLine } from './pages/audit.view.ts'
import type { LineMarkKind } from '#core/page/key-places'
import { peopleKeyLine } from './pages/key-line.ts'
import { PeopleKeysView } from './pages/keys.view.ts'
import { Overview, type OverviewProps } from './pages/overview.view.ts'
import { Rights } from './pages/rights.view.ts'

export interface WatchPagesParts extends ChangeParts {
  tells: TellsClaims
  clock: Clock
  /** By which the audit log is dated. Milliseconds since 1970. */
  auditNow(): number
  tokens: PeopleTokens
  /** The keys of people, with their past. */
  ring(): Ring
}

/** What there is to look at: nothing is changed by any of it. */
export function watchPages(parts: WatchPagesParts, { look }: AdminDoor): Route[] {
  const { administration, directory, tells, clock, tokens, ring } = parts
  return [
    route(
      'GET /admin',
      'how it stands',
      look(async (visit) => {
        const { visitor } = visit
        const document = await directory.read()
        await visit.show(
          'Overview',
          Overview({
            visitor,
            claims: tells(visitor.person),
            now: clock.now(),
            auditNow: parts.auditNow(),
            nextOfKeys: nextOfKeys(parts),
            ...(visitor.may('see-totals') && { totals: totalsFor(visitor, document) }),
            ...(visitor.may('read-audit') && { last: await lastNotes(visit, parts) }),
          }),
        )
      }),
    ),
    route(
      'GET /admin/keys',
      'the keys on a time line',
      look(async ({ show }) => {
        const now = clock.now()
        const line = peopleKeyLine(ring(), tokens, now)
        await show('Keys', PeopleKeysView({ line, periods: tokens, now, algorithm: tokens.algorithm }))
      }),
    ),
    route(
      'GET /admin/rights',
      'who may do what',
      look(async ({ show, visitor }) => {
        const document = await directory.read()
        const seesHolders = visitor.may('read-users') && visitor.may('read-claims')
        await show('Rights', Rights({ mine: stokeLettersOf(visitor.person), ...(seesHolders && { holders: letterHolders(document) }) })) // prettier-ignore
      }),
    ),
    route(
      'GET /admin/audit',
      'the audit log',
      look(async (visit) => {
        const asked = visit.request.query['share']
        const share =
          typeof asked === 'string' && Object.hasOwn(AUDIT_SHARES, asked) ? (asked as AuditShare) : 'changes' // one of its keys
        const all = await administration.auditLog(administratorOf(visit), share)
        const entries = all.slice(0, MOST_ENTRIES)
        const nameOf = namesOfEntries(await directory.read())
        await visit.show('Audit log', AuditPage({ share, entries, more: all.length - entries.length, now: parts.auditNow(), nameOf })) // prettier-ignore
      }),
    ),
  ]
}

const MOST_ENTRIES = 100
const MOST_LAST = 12

const TOTALS: readonly { what: string; list: 'users' | 'groups' | 'claims'; needs: AdminAction }[] = [
  { what: 'users', list: 'users', needs: 'read-users' },
  { what: 'groups', list: 'groups', needs: 'read-groups' },
  { what: 'claims', list: 'claims', needs: 'read-claims' },
]

/** A number is no secret from whoever may read one of the lists; a link leads where one may go. */
const totalsFor = (visitor: Visitor, document: DirectoryDocument): NonNullable<OverviewProps['totals']> =>
  TOTALS.map(({ what, list, needs }) => ({
    what,
    count: document[list].length,
    path: visitor.may(needs) ? `/admin/${list}` : '/admin/rights',
  }))

const WORDS_OF_NEXT: Partial<Record<LineMarkKind, string>> = {
  publish: 'The next key is published',
  activate: 'The next key signs',
  drop: 'The old key leaves the set',
}

/** The first that is still to come. */
function nextOfKeys({ ring, tokens, clock }: WatchPagesParts): OverviewProps['nextOfKeys'] {
  const now = clock.now()
  const ahead = peopleKeyLine(ring(), tokens, now).marks.flatMap(({ kind, at }) => {
    const words = WORDS_OF_NEXT[kind]
    return words !== undefined && at >= now ? [{ words, at }] : []
  })
  return ahead.sort((one, other) => one.at - other.at)[0]
}

async function lastNotes(visit: AdminVisit, { administration }: WatchPagesParts): Promise<AuditLine[]> {
  const shares = Object.keys(AUDIT_SHARES) as AuditShare[] // its keys are the shares
  const lists = await Promise.all(
    shares.map(async (share) =>
      (await administration.auditLog(administratorOf(visit), share)).map((entry) => ({ ...entry, share })),
    ),
  )
  return lists
    .flat()
    .sort((one, other) => other.at - one.at)
    .slice(0, MOST_LAST)
}

const isSuperuser = ({ letters }: { letters: readonly string[] }) => letters.includes(SUPERUSER_LETTER)

/** Whoever may do everything first. */
function letterHolders(document: DirectoryDocument) {
  const all = document.users.map((user) => ({
    id: user.id,
    username: user.username,
    letters: stokeLettersOf({ claims: claimsOfPerson(document, user) }),
  }))
  return all
    .filter(({ letters }) => letters.length > 0)
    .sort((one, other) => Number(isSuperuser(other)) - Number(isSuperuser(one)))
}
