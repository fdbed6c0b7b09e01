import { manualClock, systemClock } from '#core/clock'
import { createMemoryStore } from '#core/store/memory-store'
import type { Store } from '#core/store/store'
import { createAuditLog } from '../audit/audit-log.ts'
import { createDirectory } from '../directory/directory.ts'
import { addEntry, type NewEntry } from '../directory/changes.ts'
import { EMPTY_DIRECTORY, type DirectoryDocument, type EntryKind } from '../directory/document.ts'
import { smallClaim, smallGroup, smallUser, STRICT_RULES } from '../directory/small-directory.fixture.ts'
import { createAdministration } from './administration.ts'
import { NO_ADMIN_POLICY, type AdminPolicy } from './admin-policy.ts'
import { STOKE_CLAIM, STOKE_LETTERS } from './stoke-letters.ts'
import { passwordMark } from '../tokens/families.ts'

/**
 * A user, a group and a claim for each letter, by that letter (`user-S`, `group-S`, `claim-S`); somebody with two letters; somebody with
 * none, whose group `crew` has a claim `log=w`; and a link into it.
 */
export function lettersDirectory(rules = STRICT_RULES) {
  let document: DirectoryDocument = EMPTY_DIRECTORY
  const ids: Record<string, number> = {}
  const add = <Kind extends EntryKind>(name: string, kind: Kind, fields: NewEntry<Kind>) => {
    const added = addEntry(document, kind, fields, rules)
    document = added.document
    ids[name] = added.id
    return added.id
  }
  // Large and small letters read as the same name.
  for (const [at, letter] of Object.keys(STOKE_LETTERS).entries()) {
    const claim = add(`claim-${letter}`, 'claims', smallClaim(`Letter ${at}`, STOKE_CLAIM, letter))
    const group = add(`group-${letter}`, 'groups', smallGroup(`Group ${at}`, [claim]))
    add(`user-${letter}`, 'users', smallUser(`user-${at}`, [group]))
  }
  add('user-S,u', 'users', smallUser('nearly', [Number(ids['group-S']), Number(ids['group-u'])]))
  const write = add('write', 'claims', smallClaim('Log writer', 'log', 'w'))
  const crew = add('crew', 'groups', smallGroup('Crew', [write]))
  add('link', 'links', { type: 'LDAP', resource: 'crew', group: crew })
  add('member', 'users', smallUser('member', [crew]))
  return { document, idOf: (name: string): number => ids[name] ?? 0 }
}

/** An administration of that directory, at a clock that a test moves; with the store of another, it shares its directory. */
export async function openAdmins({
  policy,
  dialect = 'strict',
  rules = STRICT_RULES,
  store: given,
}: { policy?: Partial<AdminPolicy>; dialect?: 'strict' | 'stoke'; rules?: typeof STRICT_RULES; store?: Store } = {}) {
  const clock = manualClock('2026-11-27T12:00:00Z')
  const store = given ?? createMemoryStore(clock)
  const directory = createDirectory(store)
  const { document, idOf } = lettersDirectory(rules)
  if (!given) await directory.change(() => document)
  const audit = createAuditLog(store, { clock, machine: systemClock })
  const administration = createAdministration({
    directory,
    audit,
    rules,
    dialect,
    policy: { ...NO_ADMIN_POLICY, ...policy },
    now: clock.now,
    tells: ({ username, claims }) => ({ ...claims, u: username }),
  })
  return {
    administration,
    audit,
    clock,
    directory,
    store,
    idOf,
    /** Somebody by the letter that they have. */
    as: (letter: string) => ({
      person: idOf(`user-${letter}`),
      mark: passwordMark({ passwordHash: 'hash', salt: 'salt' }),
    }),
    member: { person: idOf('member'), mark: passwordMark({ passwordHash: 'hash', salt: 'salt' }) },
  }
}
