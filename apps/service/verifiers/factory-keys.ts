import type { Clock } from '#core/clock'
import { deadlineIn } from '#core/http/context'
import { createRemoteKeys, type FetchReason, type RemoteKeys } from '#core/key-sources/remote-keys'
import type { KeySetAnswer } from '#core/key-sources/remote-key-set'
import type { Log } from '#core/log'
import { readTraceparent } from '#core/trace/context'
import { silent, SILENT_ID } from '#core/trace/recorder'
import type { RequestContext } from '#core/trace/request-context'
import type { FactoryClient } from '#factory-client'

/** The factory's published keys as this service knows them. */
export type FactoryKeys = Pick<RemoteKeys<RequestContext>, 'source'>

export interface FactoryKeysParts {
  factory: Pick<FactoryClient, 'fetchKeySet'>
  clock: Clock
  /** For time limits. */
  machine: Clock
  log: Log
  /** How long one fetch may take, in milliseconds. */
  patience: number
}

const QUESTIONS: Record<FetchReason, string> = {
  first: 'for its key set: there is none here yet',
  stale: 'for its key set: the one here is older than the factory allows',
  'unknown-key': 'for its key set (once a second at most): a token names a key that is not in the one here',
}

type Fetch = (etag: string | undefined, why: FetchReason, context: RequestContext) => Promise<KeySetAnswer>

/**
 * One key set for all who verify here. A fetch stands in the trace of the request that started it, but it has a time
 * limit of its own: others wait for it too, and a caller in a hurry must not spoil it for them. Neither does a fault that
 * is set for the trace of that caller: the others get what the factory says to anybody.
 * @param ringId the ring whose keys are wanted; without it, those of the issuer
 */
export function openFactoryKeys(parts: FactoryKeysParts, ringId?: string): FactoryKeys {
  const { factory, clock, machine, patience } = parts
  const aside = new WeakMap<RequestContext, KeySetAnswer>() // what was answered for a trace alone
  const fetch = fetcher(parts, ringId)
  const shared = remoteKeys(parts, async (etag, why, context) => {
    const answer = await fetch(etag, why, context)
    if (context.trace.alone === undefined) return answer
    if (answer.status !== NOT_MODIFIED) aside.set(context, answer)
    return factory.fetchKeySet(ringId, etag, { context: nobodys(deadlineIn(patience, machine)), spanId: SILENT_ID })
  })
  return {
    source: (context) => ({
      async select(hint) {
        const found = Promise.resolve(shared.source(context).select(hint))
        await found.catch(() => {}) // by then it is known whether there is an answer for this trace
        const own = aside.get(context)
        if (own === undefined) return found
        return createRemoteKeys({ clock, fetch: async () => own })
          .source(undefined)
          .select(hint)
      },
    }),
  }
}

const NOT_MODIFIED = 304

/** The same for a play that shares its keys with no other: whatever the factory says is for it. */
export const openKeysOfOne = (parts: FactoryKeysParts, ringId?: string): FactoryKeys =>
  remoteKeys(parts, fetcher(parts, ringId))

const remoteKeys = ({ clock, machine, log }: FactoryKeysParts, fetch: Fetch) =>
  createRemoteKeys<RequestContext>({ clock, machine, fetch, tell: (event, fields) => log.warn(fields, event) })

function fetcher({ factory, machine, log, patience }: FactoryKeysParts, ringId: string | undefined): Fetch {
  return (etag, why, { trace, recorder }) => {
    log.info({ why, traceId: trace.traceId }, 'key-set-asked-for')
    const spanId = recorder.step({
      verb: 'asks',
      what: QUESTIONS[why],
      to: 'jwt-factory',
      ...(ringId !== undefined && { ringId }),
    })
    const context = { trace, recorder, deadline: deadlineIn(patience, machine) }
    return factory.fetchKeySet(ringId, etag, { context, spanId })
  }
}

/** A question that belongs to no play. */
const nobodys = (deadline: number): RequestContext => ({
  trace: readTraceparent(undefined),
  recorder: silent,
  deadline,
})
