import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { Server, Socket, type LookupFunction } from 'node:net'
import { isLocalName } from '#core/http/local'

/** Node tells here of each server that has begun to listen (Node.js, diagnostics channels: net). */
const LISTENING = 'tracing:net.server.listen:asyncEnd'

/**
 * From now on this process connects to what listens in it, and to nothing else: whatever a stranger of the room makes a sandbox ask
 * for (a key set, a discovery document), it is not asked of another machine, nor of another program of this one. What listens
 * already does not count. A name is not even looked up.
 * @returns what ends it
 */
export function connectInsideAlone(): () => void {
  const listening = new Map<number, number>()
  const count = (port: number, by: number) => void listening.set(port, (listening.get(port) ?? 0) + by)

  function onListening(message: unknown): void {
    const { server } = message as { server?: unknown } // as the channel describes it
    const address = server instanceof Server ? server.address() : null
    if (!(server instanceof Server) || typeof address !== 'object' || address === null) return
    count(address.port, 1)
    server.once('close', () => count(address.port, -1))
  }

  const { connect } = Socket.prototype
  function connectInside(this: Socket, ...args: Parameters<typeof connect>): Socket {
    if (isInside(args, (port) => (listening.get(port) ?? 0) > 0)) return connect.apply(this, args)
    return Reflect.apply(connect, this, [{ port: 1, host: 'outside.invalid', lookup: refuseLookup }])
  }

  subscribe(LISTENING, onListening)
  Socket.prototype.connect = connectInside as typeof connect // its overloads, too
  return () => {
    unsubscribe(LISTENING, onListening)
    Socket.prototype.connect = connect
  }
}

/** As a name that nobody can look up: whoever asks is told in the way that it expects. */
const refuseLookup: LookupFunction = (_name, _options, tell) =>
  tell(Object.assign(new Error(NOT_INSIDE), { code: 'EACCES' }), '')

const NOT_INSIDE = 'in a workshop nothing is asked outside of the sandboxes'

/** In which forms a place is said (`net.Socket.connect`): what has another one is not inside. */
function isInside([first, second]: readonly unknown[], isOurs: (port: number) => boolean): boolean {
  if (Array.isArray(first)) return isInside(first, isOurs) // as the platform itself hands it on
  if (typeof first === 'object' && first !== null) {
    const { path, port, host } = first as { path?: unknown; port?: unknown; host?: unknown } // whatever it is
    // A socket file is named by our own code alone.
    return (typeof path === 'string' && port === undefined) || isOwnPlace(port, host, isOurs)
  }
  if (typeof first === 'number' || /^\d+$/.test(String(first))) return isOwnPlace(first, second, isOurs)
  return typeof first === 'string'
}

const isOwnPlace = (port: unknown, host: unknown, isOurs: (port: number) => boolean) =>
  isOurs(Number(port)) && (typeof host !== 'string' || isLocalName(host))
