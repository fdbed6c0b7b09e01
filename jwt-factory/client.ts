import { Problem } from '#core/http/problem.ts'
import type { RequestContext } from '#core/http/context.ts'
import type { Peer, PeerAnswer } from '#core/http/peer.ts'
import type { Claims } from '#core/token/claims.ts'
import type { Verdict } from '#core/token/verdict.ts'

/** The factory as its callers see it: the only public door of this room. */
export interface FactoryClient {
  /** @throws Problem when the factory cannot be reached, or does not sign */
  issueToken(keyId: string, claims: Claims, expired: boolean, call: Call): Promise<string>
  /** @returns undefined when the factory knows no key of that id. @throws Problem when it cannot be asked */
  verify(keyId: string, question: { token: string; aud: string; sub: string }, call: Call): Promise<Verdict | undefined>
}

/** The request on whose behalf the factory is asked, and the step of its trace. */
export interface Call {
  context: RequestContext
  spanId: string
}

export function createFactoryClient(peer: Peer): FactoryClient {
  return {
    async issueToken(keyId, claims, expired, { context, spanId }) {
      const path = `/issueToken/${encodeURIComponent(keyId)}${expired ? '?expired=1' : ''}`
      const answer = await peer.call({ method: 'POST', path, body: claims }, context, spanId)
      if (answer.status === 200 && answer.type === 'application/jwt' && typeof answer.body === 'string')
        return answer.body
      throw garbled(peer, answer)
    },

    async verify(keyId, question, { context, spanId }) {
      const path = `/verify/${encodeURIComponent(keyId)}`
      const answer = await peer.call({ method: 'POST', path, body: question }, context, spanId)
      if (answer.status === 404 && answer.type.endsWith('+json')) return undefined
      if (answer.status === 200 && isVerdict(answer.body)) return answer.body
      throw garbled(peer, answer)
    },
  }
}

/** Only a boolean counts: whatever else stands there is no yes. */
function isVerdict(body: unknown): body is Verdict {
  if (typeof body !== 'object' || body === null || !('valid' in body) || !('claims' in body)) return false
  if (typeof body.claims !== 'object' || body.claims === null) return false
  return body.valid === true || (body.valid === false && 'error' in body && 'reason' in body)
}

function garbled({ name }: Peer, { status, type }: PeerAnswer): Problem {
  return new Problem(
    'peer-garbled',
    `${name} answered ${status} (${type || 'no content type'}), which makes no sense here.`,
    {
      members: { peer: name },
    },
  )
}
