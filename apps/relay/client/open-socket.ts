import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectSecure } from 'node:tls'
import type { Clock } from '#core/clock'
import { connectOptions } from '#core/http/forward/connect-options'
import type { Target } from '#core/http/forward/target'

/** Opens a connection, TLS and all, on which each end is an end of its own. @throws the platform's error; NotInTime; the signal's reason */
export type OpenSocket = (signal?: AbortSignal) => Promise<Socket>

export interface OpenSocketParts {
  /** HOST: where `localhost` is. */
  host: string
  /** How long it may take. Milliseconds. */
  patience: number
  clock: Clock
}

/** Nobody answered in time. */
export class NotInTime extends Error {
  override readonly name = 'NotInTime'
  readonly code = 'ETIMEDOUT'
}

/** So often the system asks whether the other end is still there, once nothing has come for so long. Milliseconds. */
const STILL_THERE = 30_000

/** @param target where to, and whom to believe there */
export function socketOpener(target: Target, { host, patience, clock }: OpenSocketParts): OpenSocket {
  const { socketPath, dial: _dial, ...options } = connectOptions(target, host)
  const isSecure = target.protocol === 'https' && socketPath === undefined
  const halfOpen = { allowHalfOpen: true }

  function begin(): Socket {
    if (isSecure) return connectSecure({ ...options, ...halfOpen, ALPNProtocols: ['http/1.1'] })
    if (socketPath !== undefined) return connectPlain({ ...halfOpen, path: socketPath })
    return connectPlain({ ...halfOpen, ...(options as { port: number }) }) // of a target by TCP
  }

  return (signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted()
      const socket = begin().setNoDelay(true).setKeepAlive(true, STILL_THERE)
      const fail = (error: unknown) => {
        settle()
        socket.on('error', () => {}) // it is told by now
        socket.destroy()
        reject(error)
      }
      const end = () => fail(signal?.reason)
      const stop = clock.every(patience, () => fail(new NotInTime(`nobody answered within ${patience} ms`)))
      const done = () => {
        settle()
        resolve(socket.on('error', () => {})) // 'close' follows
      }
      const settle = () => {
        stop()
        signal?.removeEventListener('abort', end)
        socket.off('error', fail).off(isSecure ? 'secureConnect' : 'connect', done)
      }
      signal?.addEventListener('abort', end)
      socket.once('error', fail).once(isSecure ? 'secureConnect' : 'connect', done)
    })
}
