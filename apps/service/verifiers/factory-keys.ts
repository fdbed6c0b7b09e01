import type { Clock } from '#core/clock'
import { deadlineIn } from '#core/http/context'
import { createRemoteKeys, type FetchReason, type RemoteKeys } from '#core/key-sources/remote-keys'
import type { Log } from '#core/log'
import type { RequestContext } from '#core/trace/request-context'
import type { FactoryClient } from '#factory-client'

/** The factory's published keys as this service knows them. */
export type FactoryKeys = RemoteKeys<RequestContext>

export interface FactoryKeysParts {
  factory: Pick<FactoryClient, 'fetchKeySet'>
  clock: Clock
  log: Log
  /** How long one fetch may take, in milliseconds. */
  patience: number
  /** The ring whose keys are wanted; without it, those of the issuer. */
  ringId?: string
}

const QUESTIONS: Record<FetchReason, string> = {
  first: 'for its key set: there is none here yet',
  stale: 'for its key set: the one here is older than the factory allows',
  'unknown-key': 'for its key set (once a second at most): a token names a key that is not in the one here',
}

/**
 * One key set for all who verify here. A fetch stands in the trace of the request that started it, but it has a time
 * limit of its own: others wait for it too, and a caller in a hurry must not spoil it for them.
 */
export function openFactoryKeys({ factory, clock, log, patience, ringId }: FactoryKeysParts): FactoryKeys {
  return createRemoteKeys<RequestContext>({
    clock,
    tell: (event, fields) => log.warn(fields, event),
    fetch(etag, why, { trace, recorder }) {
      log.info({ why, traceId: trace.traceId }, 'key-set-asked-for')
      const spanId = recorder.step({
        verb: 'asks',
        what: QUESTIONS[why],
        to: 'jwt-factory',
        ...(ringId !== undefined && { ringId }),
      })
      const context = { trace, recorder, deadline: deadlineIn(patience, clock) }
      return factory.fetchKeySet(ringId, etag, { context, spanId })
    },
  })
}
