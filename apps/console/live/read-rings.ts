import type { Clock } from '#core/clock'
import { KEY_OWNERS } from '#core/config/processes'
import type { ShownRequests } from '#core/control/control-plane'
import type { ToldRings } from '#core/control/told-rings'
import { askOrWhy, ofPlay, type RequestReaderParts } from './read-control.ts'
import type { RingFilter, RingsNow, RingsOf } from './told.ts'

export interface RingReaderParts extends RequestReaderParts {
  /** That of the machine. */
  clock: Pick<Clock, 'now'>
}

/** So many fetches are shown. */
const MOST_FETCHES = 60

/** Asks every process that has keys for its rings, and the factory for who fetched them. */
export async function readRings({ ask, clock, plays }: RingReaderParts, { like, most }: RingFilter): Promise<RingsNow> {
  const query = new URLSearchParams({ like, most: String(most) })
  const [holders, { body }] = await Promise.all([
    Promise.all(
      KEY_OWNERS.map(async (name): Promise<RingsOf> => {
        const { body: told, why } = await askOrWhy<ToldRings>(ask, name, `/control/rings?${query}`)
        return { name, ...(told && { told }), ...(why !== undefined && { why }) }
      }),
    ),
    askOrWhy<ShownRequests>(ask, 'jwt-factory', `/control/requests?on=jwks&last=${MOST_FETCHES}`),
  ])
  const { count = 0, requests = [] } = body ?? {}
  const fetches = requests.map(({ at, from, path, traceId, status }) => ({
    at,
    path,
    traceId,
    ringId: ringAtPath(path),
    ...(from !== undefined && { from }),
    ...(status !== undefined && { status }),
    ...ofPlay(plays, { traceId }),
  }))
  return { machineNow: clock.now(), holders, fetches: fetches.toReversed(), fetched: count }
}

/** Whose key set stands at an address of the factory. */
export function ringAtPath(path: string): string {
  if (/\/utils\/jwks(?:\?|$)/.test(path)) return '*'
  const [, kind, name = ''] = /\/(keys|issuers)\/([^/?]+)\/(?:\.well-known\/)?jwks/.exec(path) ?? []
  return kind === undefined ? '@' : kind === 'issuers' ? `@${name}` : name
}
