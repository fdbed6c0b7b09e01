import type { Peer, PeerAnswer } from '#core/http/peer'
import { Problem } from '#core/http/problem'
import type { Introspection } from '#core/access/introspection'
import { maxAgeSeconds } from '#core/key-sources/remote-key-set'
import { isObject } from '#core/token/claims'
import type { Call } from '#core/trace/request-context'
import { garbled, readRefusal, type OAuthRefusal } from './answers.ts'
import { proofOf, type ClientProof } from './client-proof.ts'

/** What discovery tells of an issuer, as far as somebody here needs it (RFC 8414 §2). */
export interface Metadata {
  issuer: string
  token_endpoint: string
  jwks_uri: string
  introspection_endpoint: string
  revocation_endpoint: string
  /** For how long it may be kept (RFC 9111 §5.2.2.1): not of the document, but of the answer. */
  keepSeconds?: number
}

type MetadataAddress = Exclude<keyof Metadata, 'keepSeconds'>

/** A token that was granted (RFC 6749 §5.1, RFC 8693 §2.2.1). */
export interface GrantedToken {
  access_token: string
  token_type: string
  expires_in?: number
  scope?: string
  issued_token_type?: string
}

/** Where an OAuth request goes: by default to the main issuer, found at the factory itself. */
export interface OAuthOptions {
  /** What discovery told. */
  metadata?: Metadata
  /** The sandbox's own option: a token that has expired already. */
  expired?: boolean
}

export interface OAuthClient {
  /** Finds an issuer by its identifier. @throws Problem when the document speaks of another one: it is not used then */
  metadata(issuer: string, call: Call): Promise<Metadata>
  /** @param params grant_type and whatever goes with it. @returns a refusal as a value: it is an answer like any other */
  requestToken(
    params: Record<string, string>,
    proof: ClientProof,
    call: Call,
    options?: OAuthOptions,
  ): Promise<GrantedToken | OAuthRefusal>
  introspect(token: string, proof: ClientProof, call: Call, options?: OAuthOptions): Promise<Introspection>
  /** @returns undefined when the token is no longer valid, or never was */
  revoke(token: string, proof: ClientProof, call: Call, options?: OAuthOptions): Promise<OAuthRefusal | undefined>
}

const WELL_KNOWN = '/.well-known/oauth-authorization-server'

export function createOAuthClient(peer: Peer): OAuthClient {
  async function post(
    endpoint: MetadataAddress,
    params: Record<string, string>,
    proof: ClientProof,
    { context, spanId }: Call,
    { metadata, expired }: OAuthOptions = {},
  ): Promise<PeerAnswer> {
    const path = metadata ? pathAt(peer, metadata, metadata[endpoint]) : peer.base + DEFAULT_PATHS[endpoint]
    const { headers = {}, form = {} } = await proofOf(proof, metadata?.issuer ?? peer.origin + peer.base)
    const request = { path: expired ? `${path}?expired=1` : path, headers, form: { ...params, ...form } }
    return peer.call({ method: 'POST', ...request }, context, spanId)
  }

  return {
    async metadata(issuer, { context, spanId }) {
      const path = new URL(issuer).pathname.replace(/\/$/, '') // inserted between host and path (RFC 8414 §3.1)
      const answer = await peer.call({ method: 'GET', path: `${WELL_KNOWN}${path}` }, context, spanId)
      if (answer.status !== 200 || !isMetadata(answer.body)) throw garbled(peer, answer)
      // RFC 8414 §3.3: a document of another issuer must not be used, whoever served it.
      if (answer.body.issuer !== issuer) {
        const detail = `${peer.name} answers with the metadata of another issuer, which is not used.`
        throw new Problem('peer-garbled', detail, { members: { peer: peer.name } })
      }
      return { ...answer.body, keepSeconds: maxAgeSeconds(answer.headers['cache-control']) }
    },

    async requestToken(params, proof, call, options) {
      const answer = await post('token_endpoint', params, proof, call, options)
      const { status, body } = answer
      if (status === 200 && isGranted(body)) return body
      const refusal = readRefusal(answer)
      if (refusal) return refusal
      throw garbled(peer, answer)
    },

    async introspect(token, proof, call, options) {
      const answer = await post('introspection_endpoint', { token }, proof, call, options)
      const { status, body } = answer
      // Only a boolean counts: whatever else stands there is no yes.
      if (status === 200 && isObject(body) && typeof body['active'] === 'boolean') return body as Introspection
      throw garbled(peer, answer)
    },

    async revoke(token, proof, call, options) {
      const answer = await post('revocation_endpoint', { token }, proof, call, options)
      if (answer.status === 200) return undefined
      const refusal = readRefusal(answer)
      if (refusal) return refusal
      throw garbled(peer, answer)
    },
  }
}

const DEFAULT_PATHS: Record<MetadataAddress, string> = {
  issuer: '/',
  token_endpoint: '/token',
  jwks_uri: '/jwks',
  introspection_endpoint: '/introspect',
  revocation_endpoint: '/revoke',
}

/** The factory is called where it is known to be, and over TLS, whatever its document says: also one with a plain name. */
function pathAt(peer: Peer, { issuer }: Metadata, address: string): string {
  const { origin, pathname } = new URL(address)
  if (origin === peer.origin || origin === new URL(issuer).origin) return pathname
  const detail = `${peer.name} names a route at another address, which is not used.`
  throw new Problem('peer-garbled', detail, { members: { peer: peer.name } })
}

const MEMBERS = Object.keys(DEFAULT_PATHS)

function isMetadata(body: unknown): body is Metadata {
  return isObject(body) && MEMBERS.every((name) => typeof body[name] === 'string' && URL.canParse(body[name]))
}

function isGranted(body: unknown): body is GrantedToken {
  return isObject(body) && typeof body['access_token'] === 'string' && typeof body['token_type'] === 'string'
}
