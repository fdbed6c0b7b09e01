import { portsOf } from '#core/config/process-settings'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import type { ConsoleConfig } from '../config.ts'
import type { TrustToSet } from '../pages/attack-lab/lab-state.ts'

/** What a service of the person has to be told, so that it trusts the issuer of this sandbox (RFC 8414 §2). */
export function trustToSet(config: ConsoleConfig): TrustToSet {
  const issuer = config.issuerUrl.replace(/\/$/, '')
  return {
    issuer,
    jwksUrl: `${issuer}/jwks`,
    plainJwksUrl: `http://localhost:${portsOf(config).plain['jwt-factory']}/jwks`,
    discoveryUrl: `${issuer}/.well-known/openid-configuration`,
    algorithms: ALL_ALGORITHMS,
  }
}
