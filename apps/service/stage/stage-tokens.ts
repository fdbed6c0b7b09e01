import { randomUUID } from 'node:crypto'
import type { RequestContext } from '#core/trace/request-context'
import { signRecorded } from '#core/access/sign-recorded'
import { Problem } from '#core/http/problem'
import { lifetime } from '#core/token/sign'
import type { Stage } from '#scenarios'
import type { ServiceParts } from '../parts.ts'
import type { Variants } from '../routes/variants.ts'

/** Plain tokens: the factory's, for the asking, and the service's own. */
export function tokenSteps(
  { role, config, keys, factory, clock }: ServiceParts,
  context: RequestContext,
  { isExpired }: Variants,
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
      const times = lifetime(clock.now(), config.selfSignedLifetimeSeconds, isExpired(callee))
      const claims = { iss: config.selfSignedIssuer, sub: role, aud: callee, ...times, jti: randomUUID() }
      return signRecorded(claims, key, 'JWT', { recorder, what: `a token for ${callee}`, ringId: role })
    },
  }
}
