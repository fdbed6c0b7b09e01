import { createUpstream, type Upstream } from './upstream.ts'
import type { Target } from './target.ts'

export interface Upstreams {
  /** @returns undefined when there is no room: for it, or for one more of this client */
  take(target: Target, client: string): Upstream | undefined
  leave(upstream: Upstream, client: string): void
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

type KeptUpstream = Upstream & { usedAt: number }

export function createUpstreams({ host, connections, targets }: UpstreamsSettings): Upstreams {
  const kept = new Map<string, KeptUpstream>()
  const numbers = new WeakMap<object, number>()
  let count = 0
  let turn = 0

  function keyOf({ protocol, hostname, port, socketPath, tls, dial }: Target): string {
    if (dial) return `dial ${numberOf(dial)}`
    if (socketPath !== undefined) return socketPath
    if (protocol === 'http') return `${hostname}:${port}`
    if (tls === undefined) return `https ${hostname}:${port}`
    return `https ${hostname}:${port} ${numberOf(tls)}`
  }

  function numberOf(one: object): number {
    const number = numbers.get(one) ?? ++count
    numbers.set(one, number)
    return number
  }

  function makeRoom(): boolean {
    if (kept.size < targets) return true
    let oldest: [string, KeptUpstream] | undefined
    for (const entry of kept) {
      const [, { exchanges, usedAt }] = entry
      if (exchanges.taken === 0 && (oldest === undefined || usedAt < oldest[1].usedAt)) oldest = entry
    }
    if (!oldest) return false
    const [key, upstream] = oldest
    kept.delete(key)
    upstream.end()
    return true
  }

  return {
    take(target, client) {
      const key = keyOf(target)
      let upstream = kept.get(key)
      if (!upstream) {
        if (!makeRoom()) return undefined
        upstream = Object.assign(createUpstream(target, host, connections), { usedAt: 0 })
        kept.set(key, upstream)
      }
      upstream.usedAt = ++turn
      return upstream.exchanges.take(client) ? upstream : undefined
    },
    leave: (upstream, client) => upstream.exchanges.leave(client),
    get size() {
      return kept.size
    },
    close() {
      for (const upstream of kept.values()) upstream.end()
      kept.clear()
    },
  }
}
