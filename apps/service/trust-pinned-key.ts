import { judge } from '#core/access/judge'
import { pinnedFile } from '#core/files/service-folder'
import { pinnedKeys } from '#core/key-sources/pinned-keys'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import { ROLES, type Role } from '#scenarios'
import type { ServiceParts } from './parts.ts'
import { cannotCheck, logRefusal, type Verifier } from './verifier.ts'

/** The caller signed the token, and its public key is known here. The factory is not involved. */
export function trustPinnedKey({ role, config, clock, log }: ServiceParts): Verifier {
  const sources = Object.fromEntries(
    ROLES.map((caller) => [caller, pinnedKeys(pinnedFile(config.keysFolder, caller), clock)]),
  ) as Record<Role, ReturnType<typeof pinnedKeys>> // one entry for each role
  const base = {
    issuer: config.selfSignedIssuer,
    audience: role,
    algorithms: ALL_ALGORITHMS,
    type: 'JWT',
    required: ['exp', 'iat', 'jti'],
    maxLifetimeSeconds: Math.max(300, config.selfSignedLifetimeSeconds + 1), // rounding may add a second
    leewaySeconds: config.leewaySeconds,
  }
  return (token, caller, context) => {
    const onRefusal = (event: object) => logRefusal(log, context, event)
    const trust = { ...base, subject: caller, keys: sources[caller] }
    return judge(token, trust, { clock, recorder: context.recorder, keyId: caller, onRefusal }).catch(cannotCheck)
  }
}
