import { expect, test } from 'vitest'
import { NO_ADMIN_POLICY } from '../admin/admin-policy.ts'
import { configFaultsIn, EVERY_KEY, HONOURED, readWritten } from './every-key.fixture.ts'

/** Some lines of the example are other ones; of lines that look alike, the first. */
function changed(text: string, changes: Record<string, string>): string {
  return Object.entries(changes).reduce((before, [from, to]) => {
    expect(before).toContain(from)
    return before.replace(from, () => to)
  }, text)
}

test('of the example of Stoke one line is refused, with what to write', () => {
  expect(configFaultsIn(EVERY_KEY)).toEqual([
    expect.stringMatching(/^config\.yaml:54 {2}telemetry\.trace_provider is grpc.*write http.*4318/),
  ])
})

test('all the rest of it is honoured', () => {
  expect(readWritten(HONOURED)).toEqual({
    file: 'config.yaml',
    dialect: 'strict',
    server: {
      host: undefined,
      port: 8080,
      timeout: 1000,
      tls: undefined,
      hasAdminPages: true,
      allowedOrigins: ['*'],
    },
    database: { type: 'sqlite', file: '/etc/stoke/stoke.db' },
    logging: { level: 'debug', file: undefined, isPretty: true, toStandardOutput: true },
    tokens: {
      algorithm: 'ES256',
      keepsKeys: true,
      keyDuration: 3 * 3_600_000,
      tokenDuration: 30 * 60_000,
      issuer: 'stk',
      subject: undefined,
      audience: [],
      saysIssuedAt: false,
      saysNotBefore: false,
      renewals: 2,
      countClaim: 'jti',
      userInfo: { full_name: 'n', username: 'u', email: 'e' },
    },
    telemetry: { tracesTo: 'http://localhost:4318', hasMonitoring: false, guardsMetrics: false },
    users: {
      createsStokeClaims: true,
      policy: NO_ADMIN_POLICY,
      ldap: {
        url: 'ldap://localhost:10389',
        bindDn: 'cn=admin,dc=planetexpress,dc=com',
        bindPassword: 'GoodNewsEveryone',
        groups: {
          root: 'ou=people,dc=planetexpress,dc=com',
          filter: '(&(objectClass=group)(member={{ .UserDN }}))',
          nameField: 'cn',
        },
        users: {
          root: 'ou=people,dc=planetexpress,dc=com',
          filter: '(&(objectClass=inetOrgPerson)(uid={{ .Username }}))',
          firstNameField: 'givenName',
          lastNameField: 'sn',
          emailField: 'mail',
        },
        timeoutSeconds: undefined,
        caFile: undefined,
      },
    },
    rules: { unsafeClaims: false, reservedClaims: new Set(['n', 'u', 'e', 'jti']) },
  })
})

test('an empty file is a configuration, and so is one with empty sections', () => {
  expect(readWritten('')).toEqual(readWritten('server:\ntokens: {}\nusers:\n'))
  expect(readWritten('')).toMatchObject({
    dialect: 'strict',
    server: { port: 8080, allowedOrigins: [] },
    tokens: { algorithm: 'ES256', renewals: 0 },
    users: { createsStokeClaims: false, policy: NO_ADMIN_POLICY, ldap: undefined },
  })
})

test('a PostgreSQL is a setting of the store, whatever letters its password has', () => {
  const chosen = changed(HONOURED, {
    'type: sqlite': 'type: postgres',
    'host: 127.0.0.1': 'host: "::1"',
    'password: "pass"': 'password: "p@ss/w:rd%"',
    'extra_args: ""': 'extra_args: "sslmode=verify-full sslrootcert=ca.pem"',
  })
  expect(readWritten(chosen).database).toEqual({
    type: 'postgres',
    url: 'postgres://stoke_user:p%40ss%2Fw%3Ard%25@[::1]:5432/stoke?sslmode=verify-full&sslrootcert=%2Fetc%2Fstoke%2Fca.pem',
  })
})

test.each([
  ['ECDSA', 256, 'ES256'],
  ['ECDSA', 384, 'ES384'],
  ['ECDSA', 512, 'ES512'],
  ['RSA', 256, 'PS256'],
  ['RSA', 384, 'PS384'],
  ['RSA', 512, 'PS512'],
  ['EdDSA', 256, 'EdDSA'],
])('%s with %d bits signs with %s', (algorithm, bits, expected) => {
  expect(readWritten(`tokens: {algorithm: ${algorithm}, num_bits: ${bits}}`).tokens.algorithm).toBe(expected)
})

test('what is to be a text is one, whatever it looks like', () => {
  const { tokens, users } = readWritten(
    changed(HONOURED, { 'issuer: "stk"': 'issuer: 0755', 'bind_user_password: GoodNewsEveryone': 'bind_user_password: no', 'audience: []': 'audience: [1, on]' }), // prettier-ignore
  )
  expect([tokens.issuer, users.ldap?.bindPassword, tokens.audience]).toEqual(['0755', 'no', ['1', 'on']])
})

test('a person may be the subject, where nobody else is', () => {
  expect(readWritten('tokens: {user_info: {username: sub}}').tokens.userInfo).toEqual({ username: 'sub' })
  expect(configFaultsIn('tokens: {subject: all, user_info: {username: sub}}')).toEqual([expect.stringMatching(/user_info\.username is "sub"/)]) // prettier-ignore
})

test.each<[string, RegExp]>([
  ['dialect: original', /:1 .*dialect is not one of strict, stoke/],
  ['cluster: {enabled: true}', /:1 .*"cluster" is unknown here/],
  ['server: {port: 80800}', /server\.port is not a whole number/],
  ['server: {tls_private_key: a.key}', /server\.tls_public_cert is missing beside tls_private_key/],
  ['server: {allowed_hosts: [app.example]}', /allowed_hosts\[0\] is neither "\*" nor an origin/],
  ['database: {type: mysql}', /database\.type is mysql.*Write postgres/],
  ['database: {sqlite: {flags: _fk=0}}', /database\.sqlite\.flags is for the driver of the original/],
  ['database: {postgres: {extra_args: sslmode=require}}', /extra_args says more than sslmode=disable/],
  ['database: {postgres: {host: a/b}}', /postgres\.host is not a host name/],
  ['tokens: {key_duration: 1h, token_duration: 30m}', /tokens\.key_duration is not more than two token_duration/],
  ['tokens: {token_duration: 2h}', /tokens\.key_duration is not more than two token_duration/],
  ['tokens: {token_duration: 30}', /token_duration 30 has no unit/],
  ['tokens: {algorithm: HMAC}', /algorithm is not one of ECDSA, EdDSA, RSA/],
  ['tokens: {num_bits: 521}', /num_bits is not 256, 384 or 512/],
  ['tokens: {token_refresh_limit: -1}', /token_refresh_limit is not a whole number/],
  ['tokens: {token_refresh_count_key: exp}', /token_refresh_count_key is "exp"/],
  ['tokens: {user_info: {email: exp}}', /user_info\.email is "exp", which tokens say by themselves/],
  ['tokens: {user_info: {email: e, username: e}}', /user_info\.email is "e", and so is username/],
  ['tokens: {token_refresh_count_key: c, user_info: {email: c}}', /user_info\.email is "c", and so is token_refresh/],
  ['telemetry: {metric_provider: http}', /metric_provider sends metrics out.*\/metrics/],
  ['telemetry: {trace_provider: http}', /trace_export_url is missing/],
  ['telemetry: {trace_provider: http, trace_export_url: localhost:4318}', /trace_export_url is not an http/],
  ['telemetry: {trace_provider: http, trace_export_url: https://a:1, trace_insecure: true}', /trace_insecure is true/],
  ['telemetry: {trace_provider: http, trace_export_url: http://a:1}', /trace_insecure is false/],
  ['users: {search_timeout: 301}', /search_timeout is not a whole number/],
])('%s is refused, with a reason', (text, fault) => {
  expect(configFaultsIn(text)).toEqual([expect.stringMatching(fault)])
})

test.each<[string, Record<string, string>, RegExp]>([
  ['a place of a filter that nobody fills', { '{{ .Username }}': '{{ .Password }}' }, /user_filter_template must have/],
  ['a filter that finds everybody', { '(uid={{ .Username }})': '' }, /user_filter_template must have/],
  ['a program in a filter', { '{{ .UserDN }}': '{{ .UserDN }}{{ if x }}' }, /group_filter_template must have/],
  ['a certificate that nobody checks', { 'ldap://': 'ldaps://' }, /skip_certificate_verification is true/],
  ['an authority of nothing', { 'ldap_ca_cert: ""': 'ldap_ca_cert: ca.pem' }, /ldap_ca_cert is for ldaps/],
  ['another protocol', { 'ldap://localhost:10389': 'http://localhost' }, /server_url is not ldap/],
  ['a search without its root', { user_search_root: '# user_search_root' }, /user_search_root is missing/],
])('of LDAP, %s is refused; where LDAP is off, nobody minds', (_what, changes, fault) => {
  const text = changed(HONOURED, changes)
  expect(configFaultsIn(text)).toEqual([expect.stringMatching(fault)])
  expect(readWritten(changed(text, { 'enable_ldap: true': 'enable_ldap: false' })).users.ldap).toBeUndefined()
})

test('all that is wrong is told at once, each fault with its line', () => {
  const text = changed(EVERY_KEY, {
    'port: 8080': 'prot: 8080',
    'num_bits: 256': 'num_bits: 128',
    'type: sqlite': 'type: mysql',
  })
  expect(configFaultsIn(text)).toEqual([
    expect.stringMatching(/^config\.yaml:3 .*"prot" is unknown here: perhaps port/),
    expect.stringMatching(/^config\.yaml:11 .*mysql/),
    expect.stringMatching(/^config\.yaml:36 .*num_bits/),
    expect.stringMatching(/^config\.yaml:54 .*grpc/),
  ])
  expect(configFaultsIn('#'.repeat(200_001))).toEqual([expect.stringMatching(/more than 200000 letters/)])
  expect(configFaultsIn('server: [')).not.toEqual([])
  expect(configFaultsIn('server: 1')).toEqual([expect.stringMatching(/server must be a block/)])
})

test('what no administrator changes is named; a name may look like a number', () => {
  const policy = `users: {policy_config: {allow_superuser_override: true, read_only_mode: true, protected_users: [sadmin, 007], protected_groups: [Stoke Superusers], protected_claims: [stk]}}`
  expect(readWritten(policy).users.policy).toEqual({
    isReadOnly: true,
    superuserOverrides: true,
    protectedUsers: ['sadmin', '007'],
    protectedGroups: ['Stoke Superusers'],
    protectedClaims: ['stk'],
  })
  expect(configFaultsIn('users: {policy_config: {protected_user: [x]}}').join()).toContain(
    '"protected_user" is unknown here',
  )
})
