import type { Clock } from '#core/clock'
import type { Log } from '#core/log'
import { shownText } from '#core/shown-text'
import type { Directory } from '../../directory/directory.ts'
import { DirectoryFault } from '../../directory/fault.ts'
import type { DirectoryRules } from '../../directory/rules.ts'
import { createQueue, type Asker } from '../../passwords/in-turn.ts'
import { LONGEST_PASSWORD } from '../../passwords/passwords.ts'
import type { LoggedIn } from '../../tokens/issued.ts'
import { PeopleRefused } from '../../tokens/refusals.ts'
import { askLdap, type LdapFinding, type LdapQuestions } from './ask-ldap.ts'
import type { LdapAddress } from './ldap-address.ts'
import { openLdapConnection } from './ldap-connection.ts'
import { LdapUnavailable } from './ldap-unavailable.ts'
import { mirrorPerson } from './mirror-person.ts'

export interface LdapDirectoryParts {
  /** What a login calls it (`provider`). */
  name: string
  address: LdapAddress
  questions: LdapQuestions
  /** For all that is asked about one person. Milliseconds. */
  patience: number
  directory: Pick<Directory, 'change' | 'findById'>
  rules: DirectoryRules
  /** The moment that new rows are made at. */
  clock: Clock
  /** By which the directory has its time. */
  machine: Clock
  log: Log
}

/** A directory of somebody else, which knows passwords. */
export interface LdapDirectory {
  readonly name: string
  /** Of its rows here. */
  readonly source: 'LDAP'
  /**
   * @returns the person as they stand in our directory by then
   * @throws LdapUnavailable; PasswordsBusy; PeopleRefused unfit-entry; what the signal says
   */
  logIn(username: string, password: string, asker?: Asker): Promise<LoggedIn | 'unknown' | 'wrong-password'>
}

/** So many conversations at once, and so many that wait for one. */
const MOST_CONVERSATIONS = 8
const MOST_WAITING_FOR_LDAP = 40

/** Asks one LDAP directory, with a bound for all of it, and writes down whom it knows. */
export function createLdapDirectory(parts: LdapDirectoryParts): LdapDirectory {
  const { name, address, questions, patience, directory, rules, clock, machine, log } = parts
  const inTurn = createQueue(MOST_WAITING_FOR_LDAP, MOST_CONVERSATIONS)
  const source = 'LDAP'

  async function ask(username: string, password: string, asked: AbortSignal): Promise<LdapFinding> {
    const over = new AbortController()
    const late = new LdapUnavailable(new Error(`it has not answered within ${patience} ms`))
    machine.delay(patience, over.signal).then(
      () => over.abort(late),
      () => {}, // it was faster
    )
    const signal = AbortSignal.any([asked, over.signal])
    const connection = openLdapConnection(address, signal, Math.ceil(patience / 1000))
    try {
      return await askLdap({ username, password }, connection, questions)
    } finally {
      await connection.close()
      over.abort()
    }
  }

  return {
    name,
    source,
    async logIn(username, password, asker = {}) {
      if (!isLdapName(username)) return 'unknown'
      if (!isLdapPassword(password)) return 'wrong-password'
      const { signal = new AbortController().signal } = asker
      try {
        const person = await inTurn(() => ask(username, password, signal), asker)
        if (typeof person === 'string') return person
        let id = 0
        const facts = {
          username,
          person,
          source,
          linkTypes: [source, `${source}:${name}`],
          rules,
          now: clock.now(),
        } as const
        await directory.change((before) => {
          const mirrored = mirrorPerson(before, facts)
          id = mirrored.id
          return mirrored.document
        })
        return (await directory.findById(id)) ?? 'unknown'
      } catch (error) {
        if (error instanceof LdapUnavailable) log.warn({ directory: name, why: error.message }, 'ldap-unavailable')
        if (!(error instanceof DirectoryFault)) throw error
        log.warn({ directory: name, why: error.message }, 'ldap-person-refused')
        if (error.reason === 'full') throw new LdapUnavailable(error)
        throw new PeopleRefused('unfit-entry')
      }
    },
  }
}

/** A directory reads over spaces around a name and signs that nobody sees (RFC 4518 §2): with them it would be found under many names. */
const isLdapName = (text: string) => text === text.trim() && shownText(text) === text

/** One that is empty is none (RFC 4513 §5.1.2), also for whoever reads it to its first NUL. */
const isLdapPassword = (text: string) =>
  text !== '' && !text.includes('\0') && Buffer.byteLength(text) <= LONGEST_PASSWORD
