import { route, type Route } from '#core/http/routes'
import { localOnly } from '#core/http/local'
import { sendJson } from '#core/http/send'
import { createPages } from '#core/page/pages'
import { createGuessDelay } from '../../oauth/proof/guess-delay.ts'
import { createAccounts } from '../admin/accounts.ts'
import type { Administration } from '../admin/administration.ts'
import type { AuditLog } from '../audit/audit-log.ts'
import type { LoginAudit } from '../audit/login-audit.ts'
import { peopleKeysOf } from '../keys/open-people-keys.ts'
import type { PeopleRoutesParts } from '../people-parts.ts'
import type { SeenPeople } from '../telemetry/watch-people.ts'
import type { LoginParts } from '../tokens/login.ts'
import { nextClaimsOf } from '../tokens/next-claims.ts'
import { accountPages } from './account-pages.ts'
import { createAdminDoor } from './admin-door.ts'
import { claimPages } from './claim-pages.ts'
import { groupPages } from './group-pages.ts'
import { logInPages } from './log-in-pages.ts'
import { monitorPages } from './monitor-pages.ts'
import { createSessions } from './session/sessions.ts'
import { tellPeople } from './tell-people.ts'
import { userPages } from './user-pages.ts'
import { watchPages } from './watch-pages.ts'

export interface AdminPagesParts extends PeopleRoutesParts {
  /** The same as `POST /api/login` asks: here nobody guesses faster. */
  login: LoginParts
  administration: Administration
  loginAudit: LoginAudit
  audit: AuditLog
  /** Absent: nobody counts what happens in this process. */
  watched: SeenPeople | undefined
}

const ADMIN_STYLES = [
  'core/page/style/key-drawing.css',
  'jwt-factory/people/console/style/admin.css',
  'jwt-factory/people/console/style/admin-entry.css',
  'jwt-factory/people/console/style/admin-changes.css',
  'jwt-factory/people/console/style/admin-monitor.css',
]

/** The pages themselves, each at an address of admin-console.ts. */
export function pagesForAdmins(parts: AdminPagesParts): Route[] {
  const { config, clock, machine, rings, directory, passwords, log, administration, loginAudit } = parts
  const pages = createPages([], ADMIN_STYLES, '/admin/assets')
  // Of whoever is at the machine: the clock that moves tokens and keys ends no session, and a reset takes none away.
  const lasting = parts.auditing ?? parts
  const { now } = lasting.clock
  const sessions = createSessions(lasting.store, now)
  const inFront = { warnings: unsafeWords(parts), pages, sessions, directory }
  const door = createAdminDoor(inFront)
  const guesses = parts.login.guesses ?? createGuessDelay(machine) // the dialect stoke has none of its own
  const asking = { machine, timeout: config.server.timeout }
  const { ring } = peopleKeysOf(rings, config, clock, config.dialect === 'stoke')
  const change = { administration, directory, rules: config.rules }
  const tells = (person: Parameters<typeof nextClaimsOf>[0]) => nextClaimsOf(person, config.tokens, config.dialect)
  const accounts = createAccounts({ administration, directory, passwords, guesses, now })
  const users = { ...change, tells, accounts, sessions, asking }
  const providers = (parts.otherDirectories ?? []).map(({ name }) => name)
  const routes = [
    ...logInPages({ ...inFront, login: { ...parts.login, guesses }, providers, loginAudit, asking, log }, door),
    ...watchPages({ ...change, tells, clock, auditNow: now, tokens: config.tokens, ring }, door),
    ...monitorPages({ administration, machine, telemetry: config.telemetry, watched: parts.watched }, door),
    ...userPages(users, door),
    ...groupPages(change, door),
    ...claimPages(change, door),
    ...accountPages(users, door),
  ]
  const told = route(
    'GET /admin/told',
    'what their next tokens say, for programs of this machine',
    localOnly,
    async (_request, response) =>
      // prettier-ignore
      sendJson(response, 200, await tellPeople({ config, clock, directory, audit: parts.audit, tells, ring })),
  )
  if (parts.control.isOn) routes.push(told)
  return [...routes, pages.route]
}

/** What makes a directory unsafe, on all of its pages. */
const unsafeWords = ({ config: { dialect, rules } }: PeopleRoutesParts): string[] => [
  ...(dialect === 'stoke' ? [AS_STOKE_SHOWN] : []),
  ...(rules.unsafeClaims ? [COMMAS_SHOWN] : []),
]

const AS_STOKE_SHOWN =
  'dialect: stoke. Tokens are renewed as often as they come, live longer than their key, and all refusals are 401.'
const COMMAS_SHOWN =
  'unsafe_claims: true. A value of a claim may have commas, which reads as several values: whoever changes claims may do everything.'
