import { randomUUID } from 'node:crypto'
import type { RequestContext } from '#core/trace/request-context'
import { signRecorded } from '#core/access/sign-recorded'
import type { Clock } from '#core/clock'
import { Problem } from '#core/http/problem'
import type { KeyRings } from '#core/rings/key-rings'
import { lifetime } from '#core/token/sign'
import type { FactoryClient } from '#factory-client'
import type { Role, Stage } from '#scenarios'
import type { Variants } from '../routes/variants.ts'

export interface TokenStepsParts {
  role: Role
  factory: Pick<FactoryClient, 'issueToken'>
  /** The service's own key pairs, of which the active one signs. */
  keys: Pick<KeyRings, 'active'>
  /** What stands in tokens that it signs itself. */
  selfSigned: { issuer: string; lifetimeSeconds: number }
  clock: Clock
}

/** Plain tokens: the factory's, for the asking, and the service's own. */
export function tokenSteps(
  { role, factory, keys, selfSigned, clock }: TokenStepsParts,
  context: RequestContext,
  { isExpired }: Pick<Variants, 'isExpired'>,
): Pick<Stage, 'tokenFromFactory' | 'selfSignedToken'> {
  const { recorder } = context
  return {
    async tokenFromFactory(callee) {
      const what = isExpired(callee) ? `for an expired token for ${callee}` : `for a token for ${callee}`
      const spanId = recorder.step({ verb: 'asks', what, to: 'jwt-factory', ringId: role })
      return factory.issueToken(role, { sub: role, aud: callee }, isExpired(callee), { context, spanId })
    },

    async selfSignedToken(callee) {
      const key = keys.active(role)
      if (!key) throw new Problem('bug', 'This service has no key pair.')
      const times = lifetime(clock.now(), selfSigned.lifetimeSeconds, isExpired(callee))
      const claims = { iss: selfSigned.issuer, sub: role, aud: callee, ...times, jti: randomUUID() }
      return signRecorded(claims, key, 'JWT', { recorder, what: `a token for ${callee}`, ringId: role })
    },
  }
}
