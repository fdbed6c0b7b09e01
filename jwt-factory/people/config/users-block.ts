import type { RefinementCtx } from 'zod'
import { integerWithin, keyBlock, maybeKey, WHATEVER_ELSE, type ConfigPlace, textOrNone } from '#core/config/file-kinds'
import { fileOrNone, maybeFlag, maybeSection, textOrElse } from './config-kinds.ts'
import { policyBlock } from './policy-block.ts'
import type { LdapSource, PeopleSources } from './people-config.ts'

const LONGEST_SEARCH = 300

/** Without these nobody can be looked for. */
const NEEDED_FOR_LDAP = [
  'server_url',
  'group_search_root',
  'group_filter_template',
  'user_search_root',
  'user_filter_template',
] as const

/** `users:` of Stoke. What stands there about LDAP is looked at where LDAP is switched on. */
export const usersBlock = (place: ConfigPlace) =>
  keyBlock({
    create_stoke_claims: maybeFlag(false),
    policy_config: maybeSection(policyBlock),
    enable_ldap: maybeFlag(false),
    server_url: textOrNone,
    bind_user_dn: textOrElse(''),
    bind_user_password: textOrElse(''),
    group_search_root: textOrNone,
    group_filter_template: textOrNone,
    user_search_root: textOrNone,
    user_filter_template: textOrNone,
    ldap_group_name_field: textOrElse('cn'),
    ldap_first_name_field: textOrElse('givenName'),
    ldap_last_name_field: textOrElse('sn'),
    ldap_email_field: textOrElse('mail'),
    search_timeout: maybeKey(integerWithin(0, LONGEST_SEARCH)),
    ldap_ca_cert: fileOrNone(place),
    skip_certificate_verification: maybeFlag(false),
  })
    .superRefine(checkLdap, WHATEVER_ELSE)
    .transform((users): PeopleSources => ({
      createsStokeClaims: users.create_stoke_claims,
      policy: users.policy_config,
      ldap: users.enable_ldap ? ldapOf(users) : undefined,
    }))

type UsersBlock = Record<(typeof NEEDED_FOR_LDAP)[number], string | undefined> &
  Record<
    `ldap_${'group_name' | 'first_name' | 'last_name' | 'email'}_field` | 'bind_user_dn' | 'bind_user_password',
    string
  > & {
    search_timeout: number | undefined
    ldap_ca_cert: string | undefined
  }

/** What is needed is there: checkLdap has looked. */
const ldapOf = (users: UsersBlock): LdapSource => ({
  url: users.server_url ?? '',
  bindDn: users.bind_user_dn,
  bindPassword: users.bind_user_password,
  groups: {
    root: users.group_search_root ?? '',
    filter: users.group_filter_template ?? '',
    nameField: users.ldap_group_name_field,
  },
  users: {
    root: users.user_search_root ?? '',
    filter: users.user_filter_template ?? '',
    firstNameField: users.ldap_first_name_field,
    lastNameField: users.ldap_last_name_field,
    emailField: users.ldap_email_field,
  },
  timeoutSeconds: users.search_timeout || undefined, // Stoke's 0 is without end, and nothing is here
  caFile: users.ldap_ca_cert,
})

type ReadUsers = Readonly<Record<string, unknown>>

function checkLdap(users: ReadUsers, context: RefinementCtx): void {
  if (users['enable_ldap'] !== true) return
  const tell = (part: string, message: string) => context.addIssue({ code: 'custom', path: [part], message })
  for (const part of NEEDED_FOR_LDAP) if (users[part] === undefined) tell(part, 'is missing, and enable_ldap is true')
  if (typeof users['bind_user_dn'] === 'string' && users['bind_user_dn'] !== '') {
    if (!users['bind_user_dn'].includes('='))
      tell('bind_user_dn', 'is not a distinguished name, such as cn=admin,dc=example,dc=org')
    if (users['bind_user_password'] === '') tell('bind_user_password', NOBODY_ASKS)
  }
  const url = users['server_url']
  if (typeof url === 'string') {
    if (!/^(?:ldaps?:\/\/[\w.[\]:-]+\/?|ldapi:\/\/\S*)$/.test(url))
      tell('server_url', 'is not ldap://host:port, ldaps://host:port or ldapi://path')
    if (url.startsWith('ldaps:') && users['skip_certificate_verification'] === true)
      tell('skip_certificate_verification', UNCHECKED_DIRECTORY)
    if (!url.startsWith('ldaps:') && users['ldap_ca_cert'] !== undefined)
      tell('ldap_ca_cert', 'is for ldaps://, and server_url says otherwise: nothing would be checked by it')
  }
  checkTemplate('user_filter_template', ['Username'])
  checkTemplate('group_filter_template', ['UserDN', 'Username'])

  function checkTemplate(part: string, known: readonly string[]): void {
    const template = users[part]
    if (typeof template !== 'string') return
    const places = [...template.matchAll(/\{\{-? *\.(\w{1,40}) *-?\}\}/g)].map(([, name = '']) => name)
    const isKnown = places.length > 0 && places.every((name) => known.includes(name))
    const rest = template.replaceAll(/\{\{-? *\.\w{1,40} *-?\}\}/g, '')
    if (!isKnown || /\{\{|\}\}/.test(rest))
      tell(part, `must have ${known.map((name) => `{{ .${name} }}`).join(' or ')}, and nothing else in double braces`)
  }
}

const NOBODY_ASKS =
  'is empty: a directory lets in whoever says so as nobody, and tells nothing. Write it, or leave bind_user_dn empty'
const UNCHECKED_DIRECTORY =
  'is true: anybody on the way could be the directory. Write false, and the file of its authority in ldap_ca_cert'
