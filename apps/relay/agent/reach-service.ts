import type { Socket } from 'node:net'
import type { Clock } from '#core/clock'
import { errorText } from '#core/error-text'
import type { Log } from '#core/log'
import type { OpenSocket } from '../client/open-socket.ts'
import { tellSeldom } from '../client/tell-seldom.ts'
import type { Reach } from '../tunnel/serve.ts'

export interface ReachParts {
  endpoint: string
  /** Where the service is, for people. */
  shown: string
  open: OpenSocket
  /** A line in the log for each connection, when it is over. */
  accessLog: boolean
  log: Log
  /** Of this machine. */
  machine: Clock
}

/** Connects to the service for whoever comes through the tunnel; bytes are passed on as they are, whatever is spoken. */
export function reachService({ endpoint, shown, open, accessLog, log, machine }: ReachParts): Reach {
  const seldom = tellSeldom(machine)

  function tellConnection(socket: Socket): void {
    const begin = machine.monotonic()
    socket.once('close', () => {
      const { bytesWritten: toService, bytesRead: fromService } = socket
      log.info({ endpoint, toService, fromService, tookMs: Math.round(machine.monotonic() - begin) }, 'connection')
    })
  }

  return async () => {
    try {
      const socket = await open()
      if (accessLog) tellConnection(socket)
      return socket
    } catch (error) {
      seldom(() => log.warn({ endpoint, service: shown, why: errorText(error) }, 'service-unreachable'))
      throw error
    }
  }
}
