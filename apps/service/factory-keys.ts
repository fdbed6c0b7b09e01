import type { RequestContext } from '#core/http/context'
import { createRemoteKeys, type FetchReason, type RemoteKeys } from '#core/key-sources/remote-keys'
import { createVerifiedCache, type VerifiedCache } from '#core/token/verified-cache'
import type { ServiceParts } from './parts.ts'

/** The factory's published keys as this service knows them, and the tokens that they have proved. */
export interface FactoryKeys {
  keys: RemoteKeys<RequestContext>
  cache: VerifiedCache
}

/** Of the time that a play may take, this part is for one fetch: whoever waits can still fall back or say who is missing. */
const FETCH_SHARE = 0.5

const QUESTIONS: Record<FetchReason, string> = {
  first: 'for its key set: there is none here yet',
  stale: 'for its key set: the one here is older than the factory allows',
  'unknown-key': 'for its key set (once a second at most): a token names a key that is not in the one here',
}

/**
 * One key set for all who verify here. A fetch stands in the trace of the request that started it, but it has a time
 * limit of its own: others wait for it too, and a caller in a hurry must not spoil it for them.
 */
export function openFactoryKeys({ factory, config, clock, delay, log }: ServiceParts): FactoryKeys {
  const keys = createRemoteKeys<RequestContext>({
    clock,
    delay,
    tell: (event, fields) => log.warn(fields, event),
    fetch(etag, why, { trace, recorder }) {
      log.info({ why, traceId: trace.traceId }, 'key-set-asked-for')
      const spanId = recorder.step({ verb: 'asks', what: QUESTIONS[why], to: 'jwt-factory' })
      const deadline = clock.now() + config.peerTimeoutMilliseconds * FETCH_SHARE
      return factory.fetchKeySet(etag, { context: { trace, recorder, deadline }, spanId })
    },
  })
  return { keys, cache: createVerifiedCache() }
}
