import { CONTROLLED_NAMES, type ControlledName } from '#core/config/processes'
import type { ControlState, ShownRequests } from '#core/control/control-plane'
import { TLS } from '#core/control/fault-rules'
import { isRequestName } from '#core/control/route-names'
import { Problem } from '#core/http/problem'
import { callerNamed } from '../parts/caller-words.ts'
import type { Plays } from '../plays/plays.ts'
import type { AskProcess } from './ask.ts'
import { accepted } from './tell-processes.ts'
import type { ControlNow, RequestFilter, SeenNow } from './told.ts'

/** Asks something of a process. @returns its answer, or why there is none */
export async function askOrWhy<Body>(ask: AskProcess, name: ControlledName, path: string) {
  try {
    return { body: accepted(name, await ask(name, { method: 'GET', path })).body as Body } // of a process of our own
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { why: error.detail }
  }
}

export const readControl = (ask: AskProcess): Promise<ControlNow[]> =>
  Promise.all(
    CONTROLLED_NAMES.map(async (name) => {
      const { body, why } = await askOrWhy<ControlState & { on: string[] }>(ask, name, '/control')
      if (!body) return { name, faults: [], on: [], ...(why !== undefined && { why }) }
      const { faults, on, clock } = body
      return { name, faults, on, ...(clock.fixed !== undefined && { fixed: clock.fixed }) }
    }),
  )

/** More than these nobody reads. */
export const MOST_SEEN = 100

/** What reads requests needs. */
export interface RequestReaderParts {
  ask: AskProcess
  plays: Pick<Plays, 'get'>
}

/** The last requests that the processes have captured: of one that lacks the route there are none. */
export async function readRequests({ ask, plays }: RequestReaderParts, filter: RequestFilter): Promise<SeenNow> {
  const { process, on, from, trace } = filter
  const wanted = { on, from: callerNamed(from), trace, last: String(MOST_SEEN) }
  const query = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value !== ''))
  const names = CONTROLLED_NAMES.filter((name) => process === '' || name === process)
  const seen: SeenNow = { count: 0, requests: [], refusals: [] }
  await Promise.all(
    names.map(async (name) => {
      if (on !== '' && !(await hasRoute(ask, name, on))) return
      const { body, why } = await askOrWhy<ShownRequests>(ask, name, `/control/requests?${query}`)
      if (why !== undefined) seen.refusals.push(why)
      seen.count += body?.count ?? 0
      seen.requests.push(...(body?.requests ?? []).map((one) => ({ process: name, ...one, ...ofPlay(plays, one) })))
    }),
  )
  seen.requests.sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
  return { ...seen, requests: seen.requests.slice(0, MOST_SEEN), refusals: [...new Set(seen.refusals)] }
}

/** Whether a request was part of a play that can be looked at. */
export const ofPlay = (plays: Pick<Plays, 'get'>, { traceId }: { traceId: string }) =>
  plays.get(traceId) !== undefined && { isOfPlay: true }

async function hasRoute(ask: AskProcess, name: ControlledName, on: string): Promise<boolean> {
  const { body } = await askOrWhy<{ on: string[] }>(ask, name, '/control')
  const routes = (body?.on ?? []).filter((each) => each !== TLS)
  return isRequestName(on, routes)
}
