import type { StandingTrust } from '#core/access/verifier'
import { signatoryIssuerOf } from '#core/config/factory-issuer'
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

/** The settings that say whose tokens are believed, and for how long. */
export type TrustSettings = Pick<
  ServiceConfig,
  | 'factoryIssuer'
  | 'factoryLifetimeSeconds'
  | 'issuerUrl'
  | 'selfSignedIssuer'
  | 'selfSignedLifetimeSeconds'
  | 'leewaySeconds'
>

/** What a service believes of each kind of token, before it sees one; the keys come with the request. */
export interface ServiceTrust {
  /** Tokens of `POST /issueToken`. */
  plain: StandingTrust
  /** Access tokens of `POST /token` (RFC 9068 §2.2, §4). */
  accessToken: StandingTrust
  /** Tokens that a caller signs itself. */
  selfSigned: StandingTrust
}

export function serviceTrust(role: Role, config: TrustSettings): ServiceTrust {
  const plain: StandingTrust = {
    issuer: signatoryIssuerOf(config.factoryIssuer, config.issuerUrl),
    audience: role,
    algorithms: ALL_ALGORITHMS,
    type: 'JWT',
    required: ['exp', 'iat', 'jti'],
    maxLifetimeSeconds: Math.max(A_DAY, config.factoryLifetimeSeconds),
    leewaySeconds: config.leewaySeconds,
  }
  const accessToken: StandingTrust = {
    ...plain,
    issuer: config.issuerUrl,
    type: 'at+jwt',
    required: ['iss', 'aud', 'sub', 'exp', 'iat', 'jti', 'client_id'],
  }
  const selfSigned: StandingTrust = {
    ...plain,
    issuer: config.selfSignedIssuer,
    maxLifetimeSeconds: Math.max(MINUTES, config.selfSignedLifetimeSeconds + 1), // rounding may add a second
  }
  return { plain, accessToken, selfSigned }
}
