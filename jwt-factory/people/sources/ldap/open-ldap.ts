import { X509Certificate } from 'node:crypto'
import { errorText } from '#core/error-text'
import { whyRefused } from '#core/files/file-trouble'
import { readUtf8File } from '#core/files/regular-file'
import type { LdapSource } from '../../config/people-config.ts'
import type { LdapQuestions } from './ask-ldap.ts'
import { readFilterTemplate, type FilterTemplate } from './filter-template.ts'
import { readLdapAddress } from './ldap-address.ts'
import { createLdapDirectory, type LdapDirectory, type LdapDirectoryParts } from './ldap-directory.ts'

/** The configuration has one directory, and does not name it. */
const NAME_OF_THE_ONLY_ONE = 'LDAP'

/** Milliseconds. `server.timeout` ends a login earlier, where it says less. */
const LDAP_PATIENCE = 5000

/**
 * Makes what asks the directory of a configuration. It is not asked yet: whether it is there decides no start.
 * @throws Error with a message for the person at the terminal: a filter or a file of certificates cannot be read
 */
export async function openLdap(
  config: LdapSource,
  parts: Omit<LdapDirectoryParts, 'name' | 'address' | 'questions' | 'patience'>,
): Promise<LdapDirectory> {
  const { url, caFile, timeoutSeconds } = config
  const address = readLdapAddress(url, caFile === undefined ? undefined : await readAuthority(caFile))
  if (address.isOpen) parts.log.warn({ advice: WITHOUT_TLS }, 'ldap-without-tls')
  const patience = timeoutSeconds === undefined ? LDAP_PATIENCE : timeoutSeconds * 1000
  return createLdapDirectory({
    ...parts,
    name: NAME_OF_THE_ONLY_ONE,
    address,
    questions: questionsOf(config),
    patience,
  })
}

const WITHOUT_TLS = 'users.server_url is ldap:// and leads to another machine: whoever is on the way reads the passwords. Write ldaps://' // prettier-ignore

/** @throws Error that names the filter which cannot be read */
export const questionsOf = ({ bindDn, bindPassword, users, groups }: LdapSource): LdapQuestions => ({
  bindDn,
  bindPassword,
  users: { ...users, filter: readNamedFilter('user_filter_template', users.filter) },
  groups: { ...groups, filter: readNamedFilter('group_filter_template', groups.filter) },
})

function readNamedFilter(key: string, filter: string): FilterTemplate {
  try {
    return readFilterTemplate(filter)
  } catch (cause) {
    throw new Error(`users.${key} is no filter (RFC 4515): ${errorText(cause)}.`, { cause })
  }
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

async function readAuthority(file: string): Promise<string[]> {
  try {
    const pem = await readUtf8File(file, LARGEST_AUTHORITY)
    const certificates = [...pem.matchAll(CERTIFICATE)].map(([text]) => new X509Certificate(text).toString())
    if (certificates.length === 0) throw new Error('there is none in it')
    return certificates
  } catch (cause) {
    const why = whyRefused(cause as NodeJS.ErrnoException) ?? errorText(cause) // of Node, or a line above
    throw new Error(`users.ldap_ca_cert cannot be read as certificates in PEM: ${why}.`, { cause })
  }
}

/** Bytes. */
const LARGEST_AUTHORITY = 1_000_000
