import type { StandingTrust } from '#core/access/verifier'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import type { Role } from '#scenarios'
import type { ServiceConfig } from '../config.ts'

/**
 * The longest life that these services accept of the factory's tokens, unless FACTORY_TOKEN_LIFETIME says that they live
 * longer: own policy. Seconds.
 */
const A_DAY = 86_400

/** The longest life of a token that a service signs itself. Seconds. */
const MINUTES = 300

/** What a service believes of tokens of `POST /issueToken`, before it sees one; the keys come with the request. */
export function plainTrust(role: Role, config: ServiceConfig): StandingTrust {
  return {
    issuer: config.factoryIssuer,
    audience: role,
    algorithms: ALL_ALGORITHMS,
    type: 'JWT',
    required: ['exp', 'iat', 'jti'],
    maxLifetimeSeconds: Math.max(A_DAY, config.factoryLifetimeSeconds),
    leewaySeconds: config.leewaySeconds,
  }
}

/** Access tokens of `POST /token` (RFC 9068 §2.2, §4). */
export function accessTokenTrust(role: Role, config: ServiceConfig): StandingTrust {
  return {
    ...plainTrust(role, config),
    issuer: config.issuerUrl,
    type: 'at+jwt',
    required: ['iss', 'aud', 'sub', 'exp', 'iat', 'jti', 'client_id'],
  }
}

/** Tokens that a caller signs itself. */
export function selfSignedTrust(role: Role, config: ServiceConfig): StandingTrust {
  return {
    ...plainTrust(role, config),
    issuer: config.selfSignedIssuer,
    maxLifetimeSeconds: Math.max(MINUTES, config.selfSignedLifetimeSeconds + 1), // rounding may add a second
  }
}
