import type { Server, Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { createGreetingLine } from './greeting-line.ts'
import { acceptedUnder, createNewcomers, type NewcomerSettings } from './newcomers.ts'

/** A server that is to end waits for all connections: these have nothing to finish. Milliseconds. */
const LOOK_FOR_END = 100

/**
 * Has a server of TLS agree on it with few at once, in a line, when they have said something; who says nothing takes room from
 * nobody.
 * @param server of `node:https` or `node:tls`
 */
export function agreeInLine(server: Server, settings: NewcomerSettings): void {
  const newcomers = createNewcomers(settings)
  const [agree] = server.listeners('connection') // that of Node: it begins at once
  const line = createGreetingLine(settings.clock, (socket) => agree?.call(server, socket))
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => {
    newcomers.came(socket)
    socket.on('error', () => {}) // 'close' follows
    socket.once('data', (first: Buffer) => {
      socket.pause()
      socket.unshift(first)
      line.join(socket)
    })
  })
  server.on('secureConnection', (socket: TLSSocket) => {
    const accepted = acceptedUnder(socket)
    newcomers.letIn(accepted)
    line.agreed(accepted)
  })
  const stopLooking = settings.clock.every(LOOK_FOR_END, () => void (server.listening || newcomers.turnAway()))
  server.once('close', () => {
    stopLooking()
    newcomers.close()
  })
}
