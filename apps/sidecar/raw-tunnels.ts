import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Clock } from '#core/clock'
import type { Target } from '#core/http/forward/target'
import { findHost } from '#core/http/find-host'
import { sayAnswer, wordsAnswer } from '#core/http/forward/own-answer'

/** Tunnels without any check, as the original opens them to whoever asks (W1): here to the upstream alone, and only a few. */
export interface RawTunnels {
  open(client: Duplex, head: Buffer, target: Target): void
  close(): void
}

const MOST_TUNNELS = 32

/** So often it is looked whether anything came through; one through which nothing came is ended. Milliseconds. */
const LOOKED_AT_EVERY = 60_000

/** As the original answers: the headers of HTTP/1.0, and no more. */
const OPENED = 'HTTP/1.0 200 OK\r\n\r\n'

/** @param host HOST: where `localhost` is */
export function createRawTunnels(host: string, clock: Clock): RawTunnels {
  const ends = new Set<Duplex>()
  const keep = (end: Duplex) => {
    ends.add(end)
    end.once('close', () => ends.delete(end))
  }
  return {
    open(client, head, { socketPath, hostname, port }) {
      if (ends.size >= 2 * MOST_TUNNELS) return sayAnswer(client, wordsAnswer(503, TOO_MANY_TUNNELS))
      const where =
        socketPath === undefined ? { host: hostname, port, ...findHost(hostname, host) } : { path: socketPath }
      const upstream = connect(where)
      keep(client)
      keep(upstream)
      joinEnds(client, upstream)
      endWhenSilent(upstream, clock)
      upstream.once('connect', () => {
        client.write(OPENED)
        if (head.length > 0) upstream.write(head)
        client.pipe(upstream).pipe(client)
      })
    },
    close() {
      for (const end of ends) end.destroy()
    },
  }
}

const TOO_MANY_TUNNELS = `${MOST_TUNNELS} tunnels are open, and there are no more. The original has no such bound.\n`

/** Who goes takes the other along. */
function joinEnds(client: Duplex, upstream: Socket): void {
  for (const [one, other] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    one.on('error', () => {}) // 'close' follows
    one.once('close', () => other.destroy())
  }
}

function endWhenSilent(upstream: Socket, clock: Clock): void {
  let before = 0
  const stop = clock.every(LOOKED_AT_EVERY, () => {
    const moved = upstream.bytesRead + upstream.bytesWritten
    if (moved === before) upstream.destroy()
    before = moved
  })
  upstream.once('close', stop)
}
