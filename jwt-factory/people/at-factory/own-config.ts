import type { PeopleConfig } from '../config/people-config.ts'

/**
 * How people are at the factory where no file says it. It is what the reader makes of the text in the test, without the reader: no start
 * needs that.
 */
export const OWN_CONFIG: PeopleConfig = {
  file: '',
  dialect: 'strict',
  server: {
    host: undefined,
    port: 8080,
    timeout: 10_000,
    tls: undefined,
    hasAdminPages: true,
    allowedOrigins: [],
  },
  database: { type: 'sqlite', file: '/stoke.db' },
  logging: { level: 'info', file: undefined, isPretty: false, toStandardOutput: true },
  tokens: {
    algorithm: 'ES256',
    keepsKeys: true,
    keyDuration: 3 * 3_600_000,
    tokenDuration: 30 * 60_000,
    issuer: undefined,
    subject: undefined,
    audience: [],
    saysIssuedAt: false,
    saysNotBefore: false,
    renewals: 0,
    countClaim: 'jti',
    userInfo: { full_name: 'n', username: 'u' },
  },
  telemetry: { tracesTo: undefined, hasMonitoring: true, guardsMetrics: false },
  users: {
    createsStokeClaims: true,
    policy: {
      isReadOnly: false,
      superuserOverrides: false,
      protectedUsers: [],
      protectedGroups: [],
      protectedClaims: [],
    },
    ldap: undefined,
  },
  rules: { unsafeClaims: false, reservedClaims: new Set(['n', 'u', 'jti']) },
}
