import { randomUUID } from 'node:crypto'
import type { RequestContext } from '#core/http/context'
import { Problem } from '#core/http/problem'
import { decodeUnverified } from '#core/token/decode-unverified'
import { lifetime } from '#core/token/sign'
import { signToken } from '#core/token/sign'
import type { Stage } from '#scenarios'
import type { ServiceParts } from './parts.ts'
import type { Wishes } from './wishes.ts'

/** Plain tokens: the factory's, for the asking, and the service's own. */
export function tokenSteps(
  { role, config, keys, factory, clock }: ServiceParts,
  context: RequestContext,
  { isExpired }: Wishes,
): Pick<Stage, 'tokenFromFactory' | 'selfSignedToken'> {
  const { recorder } = context
  return {
    async tokenFromFactory(callee) {
      const what = isExpired(callee) ? `for an expired token for ${callee}` : `for a token for ${callee}`
      const spanId = recorder.step({ verb: 'asks', what, to: 'jwt-factory', keyId: role })
      return factory.issueToken(role, { sub: role, aud: callee }, isExpired(callee), { context, spanId })
    },

    async selfSignedToken(callee) {
      const key = keys.active(role)
      if (!key) throw new Problem('bug', 'This service has no key pair.')
      const times = lifetime(clock.now(), config.selfSignedLifetimeSeconds, isExpired(callee))
      const claims = { iss: config.selfSignedIssuer, sub: role, aud: callee, ...times, jti: randomUUID() }
      const begin = recorder.elapsed()
      const token = await signToken(claims, key, 'JWT')
      if (recorder.isOn) {
        const shown = decodeUnverified(token)
        const tookMs = recorder.elapsed() - begin
        recorder.step({
          verb: 'signs',
          what: `a token for ${callee}`,
          keyId: role,
          ...(shown && { token: shown }),
          tookMs,
        })
      }
      return token
    },
  }
}
