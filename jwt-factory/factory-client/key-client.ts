import type { KeySetAnswer } from '#core/key-sources/remote-key-set'
import type { Peer, PeerAnswer, PeerRequest } from '#core/http/peer'
import type { Call } from '#core/trace/request-context'
import { garbled } from './answers.ts'

export interface KeyClient {
  /**
   * The JWKS of the main issuer, or of a ring.
   * @param etag of the set that is known: then the answer may be 304 without a body
   */
  fetchKeySet(ringId: string | undefined, etag: string | undefined, call: Call): Promise<KeySetAnswer>
  /** A ring has a key from now on: one that it has already stays. */
  makeRing(ringId: string, call: Call): Promise<void>
  /** A new key of a ring, or of the main issuer, is published; it does not sign yet. */
  prepareKey(ringId: string | undefined, call: Call): Promise<void>
  /** A new key signs from now on, the prepared one if there is one. */
  renewKey(ringId: string | undefined, call: Call): Promise<void>
  /** A key is taken out at once. @returns false when there is no such key */
  revokeKey(ringId: string | undefined, kid: string, call: Call): Promise<boolean>
}

export function createKeyClient(peer: Peer): KeyClient {
  const ask = ({ path, ...request }: PeerRequest, { context, spanId }: Call) =>
    peer.call({ ...request, path: peer.base + path }, context, spanId)
  const change = async (path: string, call: Call): Promise<void> => {
    const answer = await ask({ method: 'POST', path }, call)
    if (answer.status !== 201) throw garbled(peer, answer)
  }
  return {
    async fetchKeySet(ringId, etag, call) {
      const path = ringId === undefined ? '/jwks' : `${keysOf(ringId)}/jwks`
      const headers = etag === undefined ? {} : { 'if-none-match': etag }
      const answer: PeerAnswer = await ask({ method: 'GET', path, headers, expects: 'key set' }, call)
      return { status: answer.status, body: answer.body, headers: answer.headers }
    },
    async makeRing(ringId, call) {
      const answer = await ask({ method: 'GET', path: keysOf(ringId) }, call)
      if (answer.status !== 200) throw garbled(peer, answer)
    },
    prepareKey: (ringId, call) => change(`${keysOf(ringId)}?prepare=1`, call),
    renewKey: (ringId, call) => change(keysOf(ringId), call),
    async revokeKey(ringId, kid, call) {
      const path = `${keysOf(ringId)}/${encodeURIComponent(kid)}`
      const answer = await ask({ method: 'DELETE', path }, call)
      if (answer.status === 200) return true
      if (answer.status === 404 && answer.type.endsWith('+json')) return false
      throw garbled(peer, answer)
    },
  }
}

/** The routes of a ring, or of the main issuer. */
const keysOf = (ringId: string | undefined) => (ringId === undefined ? '/keys' : `/keys/${encodeURIComponent(ringId)}`)
