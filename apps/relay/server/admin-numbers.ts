import type { Forwarder } from '#core/http/forward/options'
import type { OwnAnswer } from '#core/http/forward/own-answer'
import { exposition, EXPOSITION_TYPE, gauge } from '#core/telemetry/exposition'
import { processNumbers } from '#core/telemetry/process-numbers'
import type { Endpoints } from '../endpoints.ts'
import type { Connected } from './connected.ts'
import type { Refusals } from './refusals.ts'

interface RelayNumbersParts {
  endpoints: Endpoints
  connected: Connected
  refusals: Refusals
  forwarder: Forwarder
  /** Milliseconds since 1970. */
  startedAt: number
}

/** How a relay is, in numbers, as Prometheus reads them. No name of an endpoint or a client is in them. */
export function relayNumbers(parts: RelayNumbersParts): OwnAnswer {
  const { endpoints, connected, refusals, forwarder, startedAt } = parts
  const listeners = endpoints.shown
  const refused = Object.entries(refusals.counts).map(([reason, value]) => ({ labels: { reason }, value }))
  const open = Object.entries(forwarder.open).map(([kind, value]) => ({ labels: { kind }, value }))
  const body = exposition([
    gauge('relay_listeners', 'Agents that listen.', listeners.length),
    gauge('relay_endpoints', 'Endpoints that somebody listens for.', new Set(listeners.map(({ endpoint }) => endpoint)).size), // prettier-ignore
    gauge('relay_connected', 'Clients that are connected by TCP or a web socket, a hundred at most.', connected.shown.length), // prettier-ignore
    { name: 'relay_open', type: 'gauge', help: 'What is passed on at the moment.', samples: open },
    { name: 'relay_refused_total', type: 'counter', help: 'Requests that were refused, by why.', samples: refused },
    ...processNumbers(startedAt),
  ])
  return { status: 200, headers: { 'content-type': EXPOSITION_TYPE, 'cache-control': 'no-store' }, body }
}
