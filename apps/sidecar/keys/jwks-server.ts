import { KEY_SET_BOUNDS } from '#core/keys/key-set'
import { createRemoteKeys, type FetchReason } from '#core/key-sources/remote-keys'
import type { KeySetAnswer } from '#core/key-sources/remote-key-set'
import { errorText } from '#core/error-text'
import { isObject } from '#core/token/claims'
import { MAX_DEPTH, parseStrictJsonText } from '#core/token/strict-json'
import type { RequestContext } from '#core/trace/request-context'
import type { KeyServerConfig } from '../config/sidecar-config.ts'
import { KEYS_OF_NOBODY, type KeyServer, type KeyServerParts, type KeyServerState } from './key-server-state.ts'
import { openOutsideClient } from './outside-client.ts'

/** Where nothing else is said. Milliseconds. */
const KEY_SET_PATIENCE = 2000

/**
 * The keys of a key set that somebody publishes at a URL (RFC 7517 §5): people have asked the original for it since 2017. They are the
 * keys of every issuer on the list, so the list should have those alone for whom that URL speaks.
 * @throws KeyFileFault when a file of certificates cannot be used
 */
export async function openJwksServer(
  { url, trustedCertificates, serverName }: KeyServerConfig & { type: 'jwks' },
  { issuers, clock, machine = clock, patience = KEY_SET_PATIENCE, log, host }: KeyServerParts,
): Promise<KeyServer> {
  const client = await openOutsideClient({
    address: url,
    caller: 'jwt-sandbox-verifier',
    machine,
    ...(trustedCertificates && { trustedCertificates }),
    ...(serverName !== undefined && { serverName }),
    ...(host !== undefined && { host }),
  })
  let keys = 0
  let trouble: KeyServerState['trouble']

  async function fetch(etag: string | undefined, why: FetchReason, context?: RequestContext): Promise<KeySetAnswer> {
    context?.recorder.step({ verb: 'asks', what: WHY_ASKED[why], to: 'the key server' })
    const headers = etag === undefined ? {} : { 'if-none-match': etag }
    const bounds = { patience, maxBytes: KEY_SET_BOUNDS.bytes }
    const { status, headers: got, text } = await client.ask({ method: 'GET', path: client.path, headers, ...bounds })
    const body = status === 200 ? parseStrictJsonText(text, MAX_DEPTH, KEY_SET_BOUNDS.structure) : undefined
    if (isObject(body) && Array.isArray(body['keys'])) keys = body['keys'].length
    return { status, body, headers: got }
  }

  const remote = createRemoteKeys<RequestContext | undefined>({
    clock,
    machine,
    fetch: async (...question) => {
      try {
        const answer = await fetch(...question)
        if (answer.status !== 200 && answer.status !== 304) throw new Error(`the key server answered ${answer.status}`)
        trouble = undefined
        return answer
      } catch (error) {
        trouble = { what: errorText(error), since: trouble?.since ?? clock.now() }
        throw error
      }
    },
    tell: (event, fields) => log.warn(fields, event),
  })

  return {
    keysOf: (issuer, context) =>
      issuers === 'any' || issuers.includes(issuer) ? remote.source(context) : KEYS_OF_NOBODY,
    state: () => ({ type: 'jwks', keys, ...(trouble && { trouble: { ...trouble } }) }),
    close: () => client.close(),
  }
}

const WHY_ASKED: Record<FetchReason, string> = {
  first: 'for its key set: there is none here yet',
  stale: 'for its key set: the one here is older than it allows',
  'unknown-key': 'for its key set (once a second at most): a token names a key that is not in the one here',
}
