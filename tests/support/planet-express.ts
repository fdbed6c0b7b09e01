/** Of what a slapd of a test has, and who may do everything there. */
export const SLAPD_SUFFIX = 'dc=planetexpress,dc=com'
export const SLAPD_ADMIN = { name: `cn=admin,${SLAPD_SUFFIX}`, password: 'GoodNewsEveryone' }

/** Where people and groups of a test are. */
export const PEOPLE_ROOT = `ou=people,${SLAPD_SUFFIX}`
export const GROUPS_ROOT = `ou=groups,${SLAPD_SUFFIX}`

type LdifEntry = [name: string, attributes: Record<string, string | readonly string[]>]

/** Every value in Base64, whatever letters it has (RFC 2849). */
const ldifOf = (entries: readonly LdifEntry[]): string =>
  entries
    .map(([name, attributes]) =>
      [['dn', name], ...Object.entries(attributes).flatMap(([key, values]) => [values].flat().map((value) => [key, value]))] // prettier-ignore
        .map(([key, value = '']) => `${key}:: ${Buffer.from(value).toString('base64')}\n`)
        .join(''),
    )
    .join('\n')

/** Somebody, whose password is their name, backwards. */
export const passwordOf = (uid: string) => [...uid].toReversed().join('')

const person = (rdn: string, uid: string, more: Record<string, string> = {}): LdifEntry => [
  `${rdn},${PEOPLE_ROOT}`,
  {
    objectClass: 'inetOrgPerson',
    uid,
    sn: 'S',
    givenName: 'G',
    mail: `${Buffer.from(uid).toString('hex')}@planetexpress.com`,
    userPassword: passwordOf(uid),
    ...more,
  },
]

/** Their distinguished names have every sign that means something there (RFC 4514), and their names every one of a filter (RFC 4515). */
export const ODD_PEOPLE: readonly LdifEntry[] = [
  person('cn=Philip J. Fry', 'fry', { cn: 'Philip J. Fry', sn: 'Fry', givenName: 'Philip', mail: 'fry@planetexpress.com' }), // prettier-ignore
  person('cn=Kroker\\, Kif', 'kif', { cn: 'Kroker, Kif' }),
  person('cn=Zoidberg (Doctor)', 'zoid(b)erg', { cn: 'Zoidberg (Doctor)' }),
  person('cn=back\\\\slash', 'back\\slash', { cn: 'back\\slash' }),
  person('cn=star*lord', 'star*lord', { cn: 'star*lord' }),
  person('cn=Jürgen Müller', 'jürgen', { cn: 'Jürgen Müller' }),
  person('cn=Amy+uid=amy', 'amy', { cn: 'Amy' }),
  person('cn=C\\+\\+ \\"quoted\\"', 'c++', { cn: 'C++ "quoted"' }),
  person('cn=\\#hash\\; \\<less\\=', '#hash', { cn: '#hash; <less=' }),
]

const groupOf = (cn: string, people: readonly LdifEntry[]): LdifEntry => [
  `cn=${cn.replace(',', '\\,')},${GROUPS_ROOT}`,
  { objectClass: 'groupOfNames', cn, member: [SLAPD_ADMIN.name, ...people.map(([name]) => name)] },
]

const OTHERS: readonly LdifEntry[] = [
  person('cn=star lord', 'starXlord', { cn: 'star lord' }),
  person('cn=Test Other', 'tester', { cn: 'Test Other', userPassword: 'of the other directory' }),
  person('cn=Mom', 'mom', { cn: 'Mom', mail: 'stoke@hppr.dev' }),
  [`cn=No Mail,${PEOPLE_ROOT}`, { objectClass: 'inetOrgPerson', uid: 'nomail', cn: 'No Mail', sn: 'S', userPassword: 'liamon' }], // prettier-ignore
]

/** A directory of people whose names are odd: all of the first are in the group `ship_crew`, and Kif in one with a comma in its name. */
export const PLANET_EXPRESS = ldifOf([
  [SLAPD_SUFFIX, { objectClass: ['dcObject', 'organization'], o: 'Planet Express', dc: 'planetexpress' }],
  [PEOPLE_ROOT, { objectClass: 'organizationalUnit', ou: 'people' }],
  [GROUPS_ROOT, { objectClass: 'organizationalUnit', ou: 'groups' }],
  ...ODD_PEOPLE,
  ...OTHERS,
  groupOf('ship_crew', ODD_PEOPLE),
  groupOf('officers, retired', ODD_PEOPLE.slice(1, 2)),
])

/** `users` of Stoke's configuration for it; the changes are other lines. */
export const planetExpressConfig = (url: string, changes: Record<string, unknown> = {}): string =>
  `users: ${JSON.stringify({
    enable_ldap: true,
    search_timeout: 120, // no test is about a machine that has much else to do
    server_url: url,
    bind_user_dn: SLAPD_ADMIN.name,
    bind_user_password: SLAPD_ADMIN.password,
    group_search_root: GROUPS_ROOT,
    group_filter_template: '(&(objectClass=groupOfNames)(member={{ .UserDN }}))',
    user_search_root: PEOPLE_ROOT,
    user_filter_template: '(&(objectClass=inetOrgPerson)(uid={{ .Username }}))',
    ...changes,
  })}\n`
