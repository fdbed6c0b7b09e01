import { dialledTarget, type Target } from '#core/http/forward/target'
import type { Tunnel } from './tunnel/dial.ts'

/** An agent that listens for an endpoint, as people are told of it. */
export interface ListenerShown {
  readonly endpoint: string
  /** Milliseconds since 1970. */
  readonly since: number
  /** When its right to listen ends; absent: never. */
  readonly until?: number
  /** Of its token: who signed it for whom, as far as it says so. */
  readonly subject?: string
  /** What goes on through it. */
  readonly connections: number
}

export interface Listener {
  readonly endpoint: string
  readonly tunnel: Tunnel
  readonly since: number
  readonly until?: number
  readonly subject?: string
}

/** Who listens for what. */
export interface Endpoints {
  /** Until its agent wants no more. @returns what takes it out before that; undefined where there are as many as there may be, in all or for this endpoint */
  add(listener: Listener): (() => void) | undefined
  /** Whether there are as many as there may be: `add` takes no more. */
  isFull(endpoint: string): boolean
  /**
   * Where a request for an endpoint goes: to the agent with the least going on, and of equals to each in its turn.
   * @param authority what the Host header of the client says
   * @returns undefined where nobody listens
   */
  choose(endpoint: string, authority: string): Target | undefined
  readonly shown: readonly ListenerShown[]
}

export interface EndpointLimits {
  /** Agents in all. */
  readonly agents: number
  /** Agents of one endpoint. */
  readonly agentsOfOne: number
}

export const ENDPOINT_LIMITS: EndpointLimits = { agents: 1000, agentsOfOne: 64 }

export function createEndpoints({ agents, agentsOfOne }: EndpointLimits = ENDPOINT_LIMITS): Endpoints {
  const byEndpoint = new Map<string, Set<Listener>>()
  let count = 0

  const isFull = (endpoint: string) => count >= agents || (byEndpoint.get(endpoint)?.size ?? 0) >= agentsOfOne

  return {
    isFull,
    add(listener) {
      const { endpoint } = listener
      if (isFull(endpoint)) return undefined
      const listeners = byEndpoint.get(endpoint) ?? new Set()
      listeners.add(listener)
      byEndpoint.set(endpoint, listeners)
      count++
      const remove = () => {
        if (!listeners.delete(listener)) return
        count--
        if (listeners.size === 0) byEndpoint.delete(endpoint)
      }
      void listener.tunnel.closing.then(remove)
      return remove
    },
    choose(endpoint, authority) {
      const listeners = byEndpoint.get(endpoint)
      if (!listeners) return undefined
      let chosen: Listener | undefined
      for (const each of listeners) if (!chosen || each.tunnel.busy < chosen.tunnel.busy) chosen = each
      if (!chosen) return undefined
      listeners.delete(chosen) // it comes last next time
      listeners.add(chosen)
      return dialledTarget(chosen.tunnel.dial, authority)
    },
    get shown() {
      return [...byEndpoint.values()].flatMap((listeners) => [...listeners].map(asShown))
    },
  }
}

function asShown({ endpoint, tunnel, since, until, subject }: Listener): ListenerShown {
  return {
    endpoint,
    since,
    ...(until !== undefined && { until }),
    ...(subject !== undefined && { subject }),
    connections: tunnel.connections,
  }
}
