import type { Peer } from '#core/http/peer'
import { isObject, type Claims } from '#core/token/claims'
import type { Verdict } from '#core/token/verdict'
import type { Call } from '#core/trace/request-context'
import { garbled } from './factory-client/answers.ts'
import { proofOf, type ClientProof } from './factory-client/client-proof.ts'
import { createKeyClient, type KeyClient } from './factory-client/key-client.ts'
import { createPeopleClient, type PeopleClient } from './factory-client/people-client.ts'
import { createOAuthClient, type OAuthClient } from './factory-client/oauth-client.ts'

export type { OAuthRefusal } from './factory-client/answers.ts'
export { assertionSigner, type ClientProof } from './factory-client/client-proof.ts'
export { ACCESS_TOKEN_TYPE, TOKEN_EXCHANGE } from './oauth-uris.ts'
export type { PersonRefusal } from './factory-client/people-client.ts'
export type { GrantedToken, Metadata, OAuthOptions } from './factory-client/oauth-client.ts'

/** The factory as its callers see it: the only public door of this room. */
export interface FactoryClient extends OAuthClient, KeyClient, PeopleClient {
  /**
   * @param proof where only a client of the issuer gets one
   * @throws Problem when the factory cannot be reached, or does not sign
   */
  issueToken(ringId: string, claims: Claims, life: TokenLife, call: Call, proof?: ClientProof): Promise<string>
  /** @returns undefined when the factory knows no ring of that id. @throws Problem when it cannot be asked */
  verify(
    ringId: string,
    question: { token: string; aud: string; sub: string },
    call: Call,
  ): Promise<Verdict | undefined>
}

/** `true`: it has expired; `false`: it lives as long as any; or for so many seconds, no longer than that. */
export type TokenLife = boolean | { readonly seconds: number }

const queryOfLife = (life: TokenLife) =>
  life === true ? '?expired=1' : life === false ? '' : `?lifetime=${Math.max(1, Math.floor(life.seconds))}`

export function createFactoryClient(peer: Peer): FactoryClient {
  return {
    ...createOAuthClient(peer),
    ...createKeyClient(peer),
    ...createPeopleClient(peer),

    async issueToken(ringId, claims, life, { context, spanId }, proof) {
      const path = `${peer.base}/issueToken/${encodeURIComponent(ringId)}${queryOfLife(life)}`
      const { form, ...header } = proof ? await proofOf(proof, peer.origin + peer.base) : {}
      const content = form ? { form: { ...form, claims: JSON.stringify(claims) } } : { body: claims }
      const answer = await peer.call({ method: 'POST', path, ...header, ...content }, context, spanId)
      if (answer.status === 200 && answer.type === 'application/jwt' && typeof answer.body === 'string')
        return answer.body
      throw garbled(peer, answer)
    },

    async verify(ringId, question, { context, spanId }) {
      const path = `${peer.base}/verify/${encodeURIComponent(ringId)}`
      const answer = await peer.call({ method: 'POST', path, body: question }, context, spanId)
      if (answer.status === 404 && answer.type.endsWith('+json')) return undefined
      if (answer.status === 200 && isVerdict(answer.body)) return answer.body
      throw garbled(peer, answer)
    },
  }
}

/** Only a boolean counts: whatever else stands there is no yes. */
function isVerdict(body: unknown): body is Verdict {
  if (!isObject(body) || !('valid' in body) || !isObject(body['claims'])) return false
  return body['valid'] === true || (body['valid'] === false && 'error' in body && 'reason' in body)
}
