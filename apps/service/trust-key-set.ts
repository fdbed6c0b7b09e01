import { judge } from '#core/access/judge'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import { ANYONE, type Trust } from '#core/token/trust'
import type { FactoryKeys } from './factory-keys.ts'
import type { ServiceParts } from './parts.ts'
import { cannotCheck, logRefusal, type Verifier } from './verifier.ts'

/** What a service believes of tokens that the factory signed, before it sees one; the keys come with the request. */
export type FactoryTrust = Omit<Trust, 'keys' | 'subject'>

/** The longest life that these services accept: own policy. Seconds. */
const A_DAY = 86_400

/** Tokens of `POST /issueToken`. */
export function plainTrust({ role, config }: ServiceParts): FactoryTrust {
  return {
    issuer: config.factoryIssuer,
    audience: role,
    algorithms: ALL_ALGORITHMS,
    type: 'JWT',
    required: ['exp', 'iat', 'jti'],
    maxLifetimeSeconds: A_DAY,
    leewaySeconds: config.leewaySeconds,
  }
}

/** Access tokens of `POST /token` (RFC 9068 §2.2, §4). */
export function accessTokenTrust(parts: ServiceParts): FactoryTrust {
  return {
    ...plainTrust(parts),
    issuer: parts.config.issuerUrl,
    type: 'at+jwt',
    required: ['iss', 'aud', 'sub', 'exp', 'iat', 'jti', 'client_id'],
  }
}

/** The factory signed the token about its caller; its published keys are enough to see that. */
export function trustKeySet(parts: ServiceParts, { keys, cache }: FactoryKeys): Verifier {
  const { clock, log } = parts
  const base = plainTrust(parts)
  return (token, caller, context) => {
    const onRefusal = (event: object) => logRefusal(log, context, event)
    const trust = { ...base, subject: caller, keys: keys.source(context) }
    return judge(token, trust, { clock, recorder: context.recorder, cache, onRefusal }).catch(cannotCheck)
  }
}

/** The factory decided whom the access token speaks of and for whom it is: whoever it is for need not ask. */
export function trustAccessToken(parts: ServiceParts, { keys, cache }: FactoryKeys): Verifier {
  const { clock, log } = parts
  const base = accessTokenTrust(parts)
  return (token, _caller, context) => {
    const onRefusal = (event: object) => logRefusal(log, context, event)
    const trust: Trust = { ...base, subject: ANYONE, keys: keys.source(context) }
    return judge(token, trust, { clock, recorder: context.recorder, cache, onRefusal }).catch(cannotCheck)
  }
}
