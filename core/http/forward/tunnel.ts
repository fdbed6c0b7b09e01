import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Clock } from '../../clock.ts'
import { carry } from './flow.ts'
import type { ReadChanges } from './header-changes.ts'
import { staysHere } from './hop-by-hop.ts'
import type { EndedBy, ForwardOutcome, ForwardTimes } from './options.ts'
import type { Watched } from './watch.ts'

export interface TunnelParts {
  /** Both ends, and what each has said already. */
  client: Duplex
  clientHead: Buffer
  upstream: Duplex
  upstreamHead: Buffer
  /** What the target has said: 101, and to which protocol. */
  switched: IncomingMessage
  answerChanges: ReadChanges | undefined
  times: Pick<ForwardTimes, 'tunnelSilence' | 'total'>
  clock: Clock
}

/** Makes two connections one: what one says goes to the other, and who ends one ends both. */
export function openTunnel(parts: TunnelParts): Watched<ForwardOutcome> {
  const { client, clientHead, upstream, upstreamHead, times, clock } = parts
  const { promise: done, resolve } = Promise.withResolvers<ForwardOutcome>()
  const startedAt = clock.monotonic()
  let movedAt = startedAt
  const moved = () => void (movedAt = clock.monotonic())

  client.write(switchedHead(parts), 'latin1')
  if (upstreamHead.length > 0) client.write(upstreamHead)
  if (clientHead.length > 0) upstream.write(clientHead)
  const sent = carry(client, upstream, moved)
  const received = carry(upstream, client, moved)

  let endedBy: EndedBy | undefined
  let open = 2

  function end(by: EndedBy): void {
    if (endedBy) return
    endedBy = by
    moved()
    if (by === 'client' || by === 'upstream') return // the other hears the rest, and that it is over
    client.destroy()
    upstream.destroy()
  }

  /** When one has said its last, the other hears all of it and then the end; when one is gone, the other goes. */
  function follow(one: Duplex, other: Duplex, name: 'client' | 'upstream'): void {
    one.on('error', () => {}) // 'close' follows
    one.on('end', () => {
      end(name)
      other.end()
    })
    one.on('close', () => {
      end(name)
      if (other.writableFinished) other.destroy()
      else other.end(() => other.destroy())
      if (--open > 0) return
      const bytes = { sent: sent.bytes + clientHead.length, received: received.bytes + upstreamHead.length }
      resolve({ kind: 'tunnel', status: 101, endedBy: endedBy ?? name, ...bytes })
    })
  }

  follow(client, upstream, 'client')
  follow(upstream, client, 'upstream')
  return {
    done,
    isTunnel: true,
    place: 0,
    look(now) {
      const isOverdue = times.total !== undefined && now - startedAt > times.total
      if (!endedBy && (isOverdue || now - movedAt > times.tunnelSilence)) end('time')
      if (endedBy && now - movedAt > LAST_WORDS) {
        client.destroy()
        upstream.destroy()
      }
    },
    stop: () => end('us'),
  }
}

/** Who has heard that it is over has so long for an end of its own. Milliseconds. */
const LAST_WORDS = 5000

/** RFC 9110 §15.2.2. */
function switchedHead({ switched: { headers, rawHeaders, statusMessage }, answerChanges }: TunnelParts): string {
  const stays = staysHere(headers.connection)
  const lines = [`HTTP/1.1 101 ${statusMessage ?? ''}`, 'Connection: Upgrade', `Upgrade: ${headers.upgrade}`]
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    const lower = name.toLowerCase()
    if (OF_A_BODY.has(lower) || stays(lower) || answerChanges?.takesAway(lower)) continue
    if (lower === 'set-cookie' && answerChanges?.takesCookie(rawHeaders[index + 1] ?? '')) continue
    lines.push(`${name}: ${rawHeaders[index + 1]}`)
  }
  const added = answerChanges?.added ?? []
  for (let index = 0; index < added.length; index += 2) lines.push(`${added[index]}: ${added[index + 1]}`)
  return `${lines.join('\r\n')}\r\n\r\n`
}

/** There is no body. */
const OF_A_BODY: ReadonlySet<string> = new Set(['content-length', 'trailer'])
