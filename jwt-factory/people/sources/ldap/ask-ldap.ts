import { nameKey } from '../../directory/taken-names.ts'
import type { FilterTemplate } from './filter-template.ts'
import type { LdapConnection, LdapEntry } from './ldap-connection.ts'
import { LdapUnavailable } from './ldap-unavailable.ts'

/** What is asked of a directory, as a configuration has it. */
export interface LdapQuestions {
  /** Who asks; an empty name asks as nobody. */
  readonly bindDn: string
  readonly bindPassword: string
  readonly users: {
    readonly root: string
    readonly filter: FilterTemplate
    readonly firstNameField: string
    readonly lastNameField: string
    readonly emailField: string
  }
  readonly groups: { readonly root: string; readonly filter: FilterTemplate; readonly nameField: string }
}

/** Somebody whose password was right, as the directory knows them. */
export interface LdapPerson {
  /** What stays the same when names change (RFC 4530), where the directory tells it, and the distinguished name. */
  readonly ids: readonly string[]
  /** By the first attribute of the filter that is a whole name. None where there is none. */
  readonly usernames: readonly string[]
  readonly emails: readonly string[]
  readonly firstName: string | undefined
  readonly lastName: string | undefined
  /** The names of their groups. */
  readonly groups: readonly string[]
}

export type LdapFinding = LdapPerson | 'unknown' | 'wrong-password'

/** Whoever is in more of them needs another filter. */
const MOST_GROUPS = 1000

const ENTRY_UUID = 'entryUUID'

/**
 * Asks a directory for a person (ST-25): who has this name, whether the password is theirs, and in which groups they are. The groups are asked
 * for as whoever was asked first: few people may read them.
 * @param password not empty: a directory takes an empty one for nobody who asks for nothing, and says yes (RFC 4513 §5.1.2)
 * @throws LdapUnavailable
 */
export async function askLdap(
  { username, password }: { username: string; password: string },
  connection: LdapConnection,
  { bindDn, bindPassword, users, groups }: LdapQuestions,
): Promise<LdapFinding> {
  const bindAsWeAre = async () => {
    if (bindDn !== '' && !(await connection.bind(bindDn, bindPassword)))
      throw new LdapUnavailable(new Error(NOT_LET_IN))
  }
  await bindAsWeAre()
  const { nameFields } = users.filter
  const found = await connection.search({
    root: users.root,
    filter: users.filter.textFor({ Username: username }),
    attributes: [...new Set([users.firstNameField, users.lastNameField, users.emailField, ...nameFields, ENTRY_UUID])],
    most: 1,
  })
  const [entry] = found.entries
  if (!entry) return 'unknown'
  if (!found.isWhole)
    throw new LdapUnavailable(new Error('several have this name: users.user_filter_template is too wide'))
  if (!(await connection.bind(entry.name, password))) return 'wrong-password'
  if (bindDn !== '') await bindAsWeAre()
  const person = personOf(entry, users)
  const member = await connection.search({
    root: groups.root,
    filter: groups.filter.textFor({ Username: nameInGroups(person, username), UserDN: entry.name }),
    attributes: [groups.nameField],
    most: MOST_GROUPS,
  })
  if (!member.isWhole)
    throw new LdapUnavailable(new Error(`somebody is in more than ${MOST_GROUPS} groups, or than it tells`))
  return { ...person, groups: member.entries.flatMap(({ values }) => values(groups.nameField).slice(0, 1)) }
}

/**
 * As the directory writes it, however somebody is found: they may have an address that is the name of another, and groups may have names in
 * one spelling.
 */
const nameInGroups = ({ usernames }: Pick<LdapPerson, 'usernames'>, typed: string): string =>
  usernames.find((name) => nameKey(name) === nameKey(typed)) ?? usernames[0] ?? typed

const NOT_LET_IN = 'users.bind_user_dn or users.bind_user_password is wrong'

function personOf({ name, values }: LdapEntry, users: LdapQuestions['users']): Omit<LdapPerson, 'groups'> {
  const texts = (field: string) => values(field).map((text) => text.trim()).filter((text) => text !== '') // prettier-ignore
  return {
    ids: [...values(ENTRY_UUID).slice(0, 1), name],
    usernames: users.filter.nameFields.map(texts).find((names) => names.length > 0) ?? [],
    emails: texts(users.emailField),
    firstName: texts(users.firstNameField)[0],
    lastName: texts(users.lastNameField)[0],
  }
}
