import type { PeopleConfig } from './people-config.ts'
import { readPeopleConfig } from './read-people-config.ts'

/** Every key of Stoke's configuration, with the values of its own example. */
export const EVERY_KEY = `server:
  address: ""
  port: 8080
  timeout: 1000
  tls_private_key: ""
  tls_public_cert: ""
  disable_admin: false
  allowed_hosts:
    - "*"
database:
  type: sqlite
  sqlite:
    file: stoke.db
    flags: "cache=shared&_fk=1"
  postgres:
    host: 127.0.0.1
    port: 5432
    database: "stoke"
    user: "stoke_user"
    password: "pass"
    extra_args: ""
  mysql:
    host: 127.0.0.1
    port: 3306
    database: "stoke"
    user: "stoke_user"
    password: "pass"
    flags: ""
logging:
  level: debug
  log_file: ""
  pretty_stdout: true
  write_to_stdout: true
tokens:
  algorithm: ECDSA
  num_bits: 256
  persist_keys: true
  key_duration: 3h
  token_duration: 30m
  issuer: "stk"
  subject: ""
  audience: []
  include_issued_at: no
  include_not_before: no
  token_refresh_limit: 2
  token_refresh_count_key: ""
  user_info:
    full_name: "n"
    username: "u"
    email: "e"
    first_name: ""
    last_name: ""
telemetry:
  trace_provider: grpc
  trace_export_url: https://localhost:4317
  trace_insecure: true
  metric_provider: none
  metric_export_url: https://localhost:4317
  metric_insecure: false
  disable_monitoring: true
  require_prometheus_authentication: false
users:
  create_stoke_claims: true
  enable_ldap: true
  server_url: ldap://localhost:10389
  bind_user_dn: "cn=admin,dc=planetexpress,dc=com"
  bind_user_password: GoodNewsEveryone
  group_search_root: "ou=people,dc=planetexpress,dc=com"
  group_filter_template: "(&(objectClass=group)(member={{ .UserDN }}))"
  user_search_root: "ou=people,dc=planetexpress,dc=com"
  user_filter_template: "(&(objectClass=inetOrgPerson)(uid={{ .Username }}))"
  ldap_group_name_field: "cn"
  ldap_first_name_field: "givenName"
  ldap_last_name_field: "sn"
  ldap_email_field: "mail"
  search_timeout: 0
  ldap_ca_cert: ""
  skip_certificate_verification: true
`

/** As this project runs it: traces go out by HTTP, and to a collector without TLS. */
export const HONOURED = EVERY_KEY.replace('trace_provider: grpc', 'trace_provider: http').replace(
  'trace_export_url: https://localhost:4317',
  'trace_export_url: http://localhost:4318',
)

export const readWritten = (text: string): PeopleConfig =>
  readPeopleConfig(text, 'config.yaml', { folder: '/etc/stoke' })

/** @returns the lines of what is wrong with a text */
export function configFaultsIn(text: string): string[] {
  try {
    readWritten(text)
    return []
  } catch (error) {
    return (error as Error).message.split('\n') // ConfigFileFault
  }
}
