import { createAuditLog, type AuditLog } from '../audit/audit-log.ts'
import type { PeopleRoutesParts } from '../people-parts.ts'
import { nextClaimsOf } from '../tokens/next-claims.ts'
import { createAdministration, type Administration } from './administration.ts'

/** What the admin routes and the admin pages of one process share. */
export function openAdministration(parts: PeopleRoutesParts): { administration: Administration; audit: AuditLog } {
  const { config, machine, directory } = parts
  const { store, clock } = parts.auditing ?? parts
  const { dialect, rules, tokens: settings, users } = config
  const audit = createAuditLog(store, { clock, machine })
  const administration = createAdministration({
    directory,
    audit,
    rules,
    dialect,
    policy: users.policy,
    now: clock.now,
    tells: (person) => nextClaimsOf(person, settings, dialect),
  })
  return { administration, audit }
}
