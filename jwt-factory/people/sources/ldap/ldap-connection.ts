import { Client, ResultCodeError, type ClientOptions } from 'ldapts'
import { GuardedWire } from './guarded-wire.ts'
import type { LdapAddress } from './ldap-address.ts'
import { LdapUnavailable } from './ldap-unavailable.ts'

/** What a directory has of somebody or something. */
export interface LdapEntry {
  /** Its distinguished name, as the directory writes it. */
  readonly name: string
  /** The texts of an attribute, whatever case its name is written in; none where it has none. */
  values(attribute: string): readonly string[]
}

export interface LdapSearch {
  readonly root: string
  /** As RFC 4515 has it. */
  readonly filter: string
  readonly attributes: readonly string[]
  /** So many entries at most. */
  readonly most: number
}

/** One conversation with a directory. Whatever fails in it is an LdapUnavailable. */
export interface LdapConnection {
  /** Says who is asking. @returns whether the directory believes it; a name or a password that is empty would say that nobody is (RFC 4513 §5.1) */
  bind(name: string, password: string): Promise<boolean>
  /** @returns `isWhole` is false when there are more */
  search(search: LdapSearch): Promise<{ entries: readonly LdapEntry[]; isWhole: boolean }>
  close(): Promise<void>
}

/** What a directory says of whoever binds (RFC 4511 §4.1.9, appendix A): not that it cannot tell, but no. */
const REFUSALS_OF_BINDS: ReadonlySet<number> = new Set([
  49, // invalidCredentials
  48, // inappropriateAuthentication: nobody has a password there
  53, // unwillingToPerform: an account that is switched off, where others say 49
  19, // constraintViolation: one that is locked
  32, // noSuchObject: it has gone a moment ago
])
const SIZE_LIMIT_EXCEEDED = 4

/**
 * @param signal ends the conversation, wherever it is
 * @param seconds how long the directory is to look for something
 */
export function openLdapConnection(address: LdapAddress, signal: AbortSignal, seconds: number): LdapConnection {
  signal.throwIfAborted()
  const { promise: ended, reject: end } = Promise.withResolvers<never>()
  ended.catch(() => {}) // whoever waits for an answer hears of it
  let wire: GuardedWire | undefined
  const leave = () => {
    end(signal.reason)
    wire?.giveUp(new LdapUnavailable(signal.reason))
  }
  signal.addEventListener('abort', leave, { once: true })

  /** The library connects again when a connection is lost, and whoever asks then is nobody: there is one connection, and no other. */
  function connectOnce(): GuardedWire {
    if (wire) throw new Error('the directory has closed the connection')
    wire = new GuardedWire(address.connect())
    wire.on('error', () => {}) // whoever waits for an answer hears of it
    return wire
  }
  const client = new Client({
    url: address.isSecure ? 'ldaps://directory' : 'ldap://directory',
    createConnection: connectOnce,
    createSecureConnection: connectOnce,
  } as object as ClientOptions) // the library uses no more of a socket than this has

  async function during<Answer>(answer: Promise<Answer>): Promise<Answer> {
    try {
      return await Promise.race([answer, ended])
    } catch (error) {
      if (signal.aborted) throw signal.reason
      if (error instanceof ResultCodeError) throw error
      throw new LdapUnavailable(wire?.fault ?? error)
    }
  }

  return {
    async bind(name, password) {
      if (!name.includes('=') || password === '') throw new LdapUnavailable(new Error('nobody binds without a name and a password')) // prettier-ignore
      try {
        await during(client.bind(name, password))
        return true
      } catch (error) {
        if (error instanceof ResultCodeError && REFUSALS_OF_BINDS.has(error.code)) return false
        throw asUnavailable(error)
      }
    },
    async search({ root, filter, attributes, most }) {
      const limits = { sizeLimit: most, timeLimit: seconds }
      const options = { scope: 'sub' as const, filter, attributes: [...attributes], ...limits }
      const { searchEntries } = await during(client.search(root, options)).catch((error: unknown) => {
        throw asUnavailable(error)
      })
      const isWhole = wire?.resultCode !== SIZE_LIMIT_EXCEEDED && searchEntries.length <= most
      return { entries: searchEntries.slice(0, most).map(ldapEntryOf), isWhole }
    },
    async close() {
      await Promise.race([client.unbind(), ended]).catch(() => {}) // it is only polite
      signal.removeEventListener('abort', leave)
      wire?.destroy()
    },
  }
}

const asUnavailable = (error: unknown) =>
  error instanceof ResultCodeError ? new LdapUnavailable(new Error(`it answered with code ${error.code}`)) : error

type ReadEntry = Awaited<ReturnType<Client['search']>>['searchEntries'][number]

/** Values that are no texts are left out: no name is one of them. */
function ldapEntryOf({ dn, ...read }: ReadEntry): LdapEntry {
  const attributes = new Map(Object.entries(read).map(([name, values]) => [name.toLowerCase(), [values].flat()]))
  return {
    name: dn,
    values: (attribute) => (attributes.get(attribute.toLowerCase()) ?? []).filter((value) => typeof value === 'string'),
  }
}
