import { Agent as SecureAgent, request as secureRequest } from 'node:https'
import type { Agent, ClientRequest } from 'node:http'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { REQUEST_RULES } from '../explicit.ts'
import { Agent as PlainAgent, request as plainRequest } from '../node-http.ts'
import { connectOptions } from './connect-options.ts'
import type { RequestHead } from './request-head.ts'
import type { Target, TargetTls } from './target.ts'

/** One whom requests are passed on to, and the connections that are kept to it. */
export interface Upstream {
  /** Begins a request. @param isFresh on a connection of its own, that nobody has used */
  open(head: RequestHead, isFresh: boolean): ClientRequest
  /** What goes on with it. */
  exchanges: number
}

export interface Upstreams {
  /** @returns undefined when there is no room: for it, or for one more */
  take(target: Target): Upstream | undefined
  leave(upstream: Upstream): void
  readonly size: number
  /** Ends connections that nobody uses. */
  close(): void
}

export interface UpstreamsSettings {
  /** HOST. */
  host: string
  /** To one target. */
  connections: number
  targets: number
}

type KeptUpstream = Upstream & { usedAt: number; end(): void }

/** Who waits for a connection, for each that there is. */
const IN_LINE = 3

/** Less than the five seconds after which Node's servers close theirs: who comes then would be lost. Milliseconds. */
const IDLE = 4000

export function createUpstreams({ host, connections, targets }: UpstreamsSettings): Upstreams {
  const kept = new Map<string, KeptUpstream>()
  const keys = new WeakMap<TargetTls, number>()
  let keyCount = 0
  let turn = 0

  function keyOf({ protocol, hostname, port, socketPath, tls }: Target): string {
    if (socketPath !== undefined) return socketPath
    if (protocol === 'http') return `${hostname}:${port}`
    if (tls === undefined) return `https ${hostname}:${port}`
    const known = keys.get(tls) ?? ++keyCount
    keys.set(tls, known)
    return `https ${hostname}:${port} ${known}`
  }

  function makeRoom(): boolean {
    if (kept.size < targets) return true
    let oldest: [string, KeptUpstream] | undefined
    for (const entry of kept) {
      const [, { exchanges, usedAt }] = entry
      if (exchanges === 0 && (oldest === undefined || usedAt < oldest[1].usedAt)) oldest = entry
    }
    if (!oldest) return false
    const [key, upstream] = oldest
    kept.delete(key)
    upstream.end()
    return true
  }

  return {
    take(target) {
      const key = keyOf(target)
      let upstream = kept.get(key)
      if (!upstream) {
        if (!makeRoom()) return undefined
        upstream = openUpstream(target, host, connections)
        kept.set(key, upstream)
      }
      upstream.usedAt = ++turn
      if (upstream.exchanges >= connections * (1 + IN_LINE)) return undefined
      upstream.exchanges++
      return upstream
    },
    leave: (upstream) => void upstream.exchanges--,
    get size() {
      return kept.size
    },
    close() {
      for (const upstream of kept.values()) upstream.end()
      kept.clear()
    },
  }
}

function openUpstream(target: Target, host: string, connections: number): KeptUpstream {
  const isSecure = target.protocol === 'https' && target.socketPath === undefined
  const request = isSecure ? secureRequest : plainRequest
  const rules = { keepAlive: true, maxSockets: connections, maxFreeSockets: connections, timeout: IDLE }
  const { checkServerIdentity, ...how } = connectOptions(target, host)
  // Node keeps no connection for a request that brings its own check; the agent's is good for all.
  const check = checkServerIdentity && { checkServerIdentity }
  const agent: Agent = isSecure ? new SecureAgent({ ...rules, ...check }) : new PlainAgent(rules)
  agent.getName = () => 'all' // it has one target alone; Node would put together all of the certificates for each request
  const where = { ...how, ...REQUEST_RULES }
  return {
    exchanges: 0,
    usedAt: 0,
    open: ({ method, path, headers }, isFresh) => {
      const by = isFresh ? { ...check, agent: false as const } : { agent }
      const outgoing = request({ ...where, ...by, method, path, headers })
      outgoing.maxHeadersCount = 0 // all of them, as far as the limit in bytes goes: Node leaves out what is beyond 1000
      return outgoing
    },
    end: () => agent.destroy(),
  }
}

/** Whether a connection, and TLS on it, is still being agreed on: then its certificate has not been looked at. */
export function isConnecting(socket: Socket): boolean {
  return socket.connecting || (socket instanceof TLSSocket && !socket.authorized && !socket.authorizationError)
}
