import type { RequestHandler } from 'express'
import { isAskedHere, isLocalName } from '#core/http/local'
import { Problem } from '#core/http/problem'
import { route, watchRoute, type Route } from '#core/http/routes'
import { sendText } from '#core/http/send'
import { countRequests } from '#core/telemetry/count-requests'
import { exposition, EXPOSITION_TYPE, type MetricFamily } from '#core/telemetry/exposition'
import { spanRequests } from '#core/telemetry/span-requests'
import { watchedBy } from '#core/telemetry/watched-request'
import type { PeopleRoutesParts } from '../people-parts.ts'
import { createOutcomeCounts } from './count-outcomes.ts'
import { peopleNumbers } from './people-numbers.ts'
import type { PeopleWatch } from './people-watch.ts'
import { onlyWithLetter, type SeeingParts } from './who-may-see.ts'

/** Where the last lines of the log are. */
export const LOG_PATH = '/metrics/logs'

type WatchParts = PeopleRoutesParts & { watch: PeopleWatch }

export interface WatchedPeople extends SeenPeople {
  /** What programs that watch over people ask for. */
  routes(front: SeeingParts): Route[]
  /** What sees every request. */
  handlers(): RequestHandler[]
}

/** What is there to see of people at a moment, whoever looks. */
export interface SeenPeople {
  /** What was counted since the process was started, and how it is now. */
  numbers(): Promise<MetricFamily[]>
  /** The last lines of the log. */
  logText(): string
}

/**
 * What programs that watch over people ask for, and what stands before every request for it. Where the configuration has no monitoring and
 * no traces, there is nothing of it.
 * @param all routes, these among them
 */
export function watchPeople(parts: WatchParts, all: () => readonly Route[]): WatchedPeople {
  const { config, machine, watch } = parts
  const { hasMonitoring, guardsMetrics } = config.telemetry
  const outcomes = createOutcomeCounts()
  let requests: ReturnType<typeof countRequests> | undefined

  async function numbers(): Promise<MetricFamily[]> {
    const counters = [requests?.counter, outcomes.logins, outcomes.renewals].flatMap((each) => each?.family ?? [])
    return [...counters, ...(await peopleNumbers(parts, { startedAt: watch.startedAt, spans: watch.spans?.counts }))]
  }
  const logText = () => watch.logTail.text()
  const showNumbers: RequestHandler = async (_request, response) =>
    sendText(response, EXPOSITION_TYPE, exposition(await numbers()))
  const showLog: RequestHandler = (_request, response) => sendText(response, 'text/plain; charset=utf-8', logText())
  function routes(front: SeeingParts): Route[] {
    if (!hasMonitoring) return []
    const gates = guardsMetrics ? onlyWithLetter(front) : undefined
    return [
      watchRoute(route('GET /metrics', 'numbers, as Prometheus reads them', ...(gates ?? []), showNumbers)),
      watchRoute(route(`GET ${LOG_PATH}`, 'the last lines of the log', ...(gates ?? [onlyHere]), showLog)),
    ]
  }

  /** Before everything else: it looks at what was answered. */
  function handlers(): RequestHandler[] {
    const spans = watch.spans ? [spanRequests({ routes: all(), add: watch.spans.add, clock: machine })] : []
    if (!hasMonitoring) return spans
    requests = countRequests('people', all())
    const told = watchedBy(all())
    const countOutcome: RequestHandler = (request, response, next) => {
      response.once('close', () => outcomes.count(told(request).route, request, response))
      next()
    }
    return [...spans, requests.watch, countOutcome]
  }

  return { routes, handlers, numbers, logText }
}

/** A log says who has logged in and when, so without letters it is for this machine alone. */
const onlyHere: RequestHandler = (request, _response, next) => {
  if (!isAskedHere(request, isLocalName)) throw new Problem('local-only', FOR_OTHERS)
  next()
}

const FOR_OTHERS =
  'The log is for programs of this machine. telemetry.require_prometheus_authentication: true opens it to whoever has a letter for it.'
