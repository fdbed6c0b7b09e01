import type { AdminPolicy } from '../admin/admin-policy.ts'
import type { DirectoryRules } from '../directory/rules.ts'

/** What a file of Stoke says, checked, with all that it leaves out. Durations in milliseconds, paths absolute. */
export interface PeopleConfig {
  file: string
  /** Whether the weaknesses of the original are shown (`stoke`), or closed. */
  dialect: 'strict' | 'stoke'
  server: PeopleServer
  database: PeopleDatabase
  logging: PeopleLogging
  tokens: PeopleTokens
  telemetry: PeopleTelemetry
  users: PeopleSources
  /** What follows from all of it for the entries of the directory. */
  rules: DirectoryRules
}

export interface PeopleServer {
  /** Undefined: where HOST says, else this machine. */
  host: string | undefined
  port: number
  /** For each request. */
  timeout: number
  tls: { keyFile: string; certificateFile: string } | undefined
  hasAdminPages: boolean
  /** Origins whose pages may call; `*` for any. */
  allowedOrigins: readonly string[]
}

/** `url` is a setting of the store (STORE), with its password. */
export type PeopleDatabase = { type: 'sqlite'; file: string } | { type: 'postgres'; url: string }

export interface PeopleLogging {
  level: 'debug' | 'info' | 'warn' | 'error'
  file: string | undefined
  isPretty: boolean
  toStandardOutput: boolean
}

export type PeopleAlgorithm = 'ES256' | 'ES384' | 'ES512' | 'PS256' | 'PS384' | 'PS512' | 'EdDSA'

export interface PeopleTokens {
  algorithm: PeopleAlgorithm
  /** Whether keys outlive the process. */
  keepsKeys: boolean
  keyDuration: number
  tokenDuration: number
  issuer: string | undefined
  subject: string | undefined
  audience: readonly string[]
  saysIssuedAt: boolean
  saysNotBefore: boolean
  /** How often a token may be renewed; 0: as often as anybody likes. */
  renewals: number
  /** The claim that counts renewals. */
  countClaim: string
  /** Which claim says what about the person; those without a claim are not told. */
  userInfo: Partial<Record<UserInfoKey, string>>
}

export const USER_INFO_KEYS = ['full_name', 'username', 'email', 'first_name', 'last_name'] as const
export type UserInfoKey = (typeof USER_INFO_KEYS)[number]

export interface PeopleTelemetry {
  /** The collector that gets traces, by OTLP over HTTP. */
  tracesTo: string | undefined
  hasMonitoring: boolean
  /** Whether `/metrics` is for people with the letter for it only. */
  guardsMetrics: boolean
}

export interface PeopleSources {
  createsStokeClaims: boolean
  /** What administrators may not change. */
  policy: AdminPolicy
  ldap: LdapSource | undefined
}

/** A directory of somebody else. The filters have `{{.Username}}` and `{{.UserDN}}` where these are put in, escaped. */
export interface LdapSource {
  url: string
  bindDn: string
  bindPassword: string
  groups: { root: string; filter: string; nameField: string }
  users: { root: string; filter: string; firstNameField: string; lastNameField: string; emailField: string }
  /** Seconds; undefined: as long as this project waits. */
  timeoutSeconds: number | undefined
  caFile: string | undefined
}
