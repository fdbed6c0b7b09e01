import type { Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import type { Clock } from '#core/clock'
import { tooManyExchanges } from '#core/http/forward/failures'
import type { InterceptionAuthority } from './authority.ts'
import { checkAuthority, type OpenedWay } from './asked-for.ts'

/** What the signer does with a CONNECT: it answers for the other side, and reads what is said, or it could not sign it. */
export interface Interception {
  /** @throws Problem invalid-input for what is no host and port; too-many-requests */
  open(socket: Duplex, head: Buffer, authority: string): Promise<void>
  /** The way through which a request came. */
  wayOf(socket: object): OpenedWay | undefined
  close(): void
}

export interface OpenedWayParts {
  authority: InterceptionAuthority
  /** Reads the requests within, too: that of the signer, by whose times and bounds they go. */
  server: Server
  clock: Clock
  /** Whether HTTP without TLS may be spoken in it, as some clients do for every address. The original hangs then. */
  takesPlain: boolean
  /** How the way is opened: the original says HTTP/1.0. */
  opened: string
}

/** So many ways may be open at once, and whoever opened one has so long to begin. Milliseconds. */
export const MOST_WAYS = 256
const SLOWEST_BEGINNING = 10_000

/** The first byte of TLS: a record of a handshake (RFC 8446 §5.1). No method of HTTP begins with it. */
const TLS_HANDSHAKE = 0x16

export function createInterception(parts: OpenedWayParts): Interception {
  const { authority, server, clock, takesPlain, opened } = parts
  const ways = new WeakMap<object, OpenedWay>()
  const open = new Set<Duplex>()

  function serve(socket: Duplex, way: OpenedWay): void {
    ways.set(socket, way)
    server.emit('connection', socket)
  }

  async function begin(socket: Duplex, name: string): Promise<void> {
    const first = await firstByte(socket, clock)
    if (first === undefined) return void socket.destroy()
    if (first !== TLS_HANDSHAKE) {
      if (!takesPlain) return // as the original does: it waits for TLS, and so does the client for an answer
      return serve(socket, { scheme: 'http', authority: name })
    }
    const secureContext = await authority.contextFor(name)
    const secure = new TLSSocket(socket as never, { isServer: true, secureContext, ALPNProtocols: ['http/1.1'] })
    secure.on('error', () => socket.destroy())
    serve(secure, { scheme: 'https', authority: name })
  }

  return {
    async open(socket, head, name) {
      checkAuthority(name)
      if (open.size >= MOST_WAYS) throw tooManyExchanges()
      open.add(socket)
      socket.once('close', () => open.delete(socket))
      socket.on('error', () => socket.destroy())
      socket.write(opened)
      if (head.length > 0) socket.unshift(head)
      await begin(socket, name).catch(() => socket.destroy())
    },
    wayOf: (socket) => ways.get(socket),
    close() {
      for (const socket of open) socket.destroy()
    },
  }
}

/** Waits for the first byte, and leaves it where it is. @returns undefined when none comes in time */
async function firstByte(socket: Duplex, clock: Clock): Promise<number | undefined> {
  const end = new AbortController()
  const began = new Promise<number | undefined>((resolve) => {
    const look = () => {
      const chunk = socket.read() as Buffer | null // no encoding is set
      if (!chunk) return
      socket.off('readable', look)
      socket.unshift(chunk)
      resolve(chunk[0])
    }
    socket.on('readable', look)
    socket.once('close', () => resolve(undefined))
  })
  const overdue = clock.delay(SLOWEST_BEGINNING, end.signal).then(
    () => undefined,
    () => undefined,
  )
  return Promise.race([began, overdue]).finally(() => end.abort())
}
