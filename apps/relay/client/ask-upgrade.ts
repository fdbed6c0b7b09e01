import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { REQUEST_RULES } from '#core/http/explicit'
import type { Clock } from '#core/clock'
import { request } from '#core/http/node-http'
import { NotInTime } from './open-socket.ts'
import { readUpgradeRefusal, UpgradeRefused } from './upgrade-refused.ts'

export interface UpgradeAsked {
  /** As a Host header says it. */
  authority: string
  path: string
  protocol: string
  headers: Readonly<Record<string, string>>
}

export interface UpgradeTimes {
  /** How long the answer may take. Milliseconds. */
  patience: number
  clock: Clock
  signal?: AbortSignal
}

/** What answers is no relay: another protocol than the one that was asked for. */
export class UpgradeGarbled extends Error {
  override readonly name = 'UpgradeGarbled'
}

/**
 * Asks for another protocol on a connection (RFC 9110 §7.8).
 * @returns the same connection, on which the protocol is spoken from now on; what has come of it already is still to be read
 * @throws UpgradeRefused where the answer is another one; UpgradeGarbled, NotInTime; the platform's error; the signal's reason. The
 *   connection is over then
 */
export async function askUpgrade(socket: Socket, asked: UpgradeAsked, times: UpgradeTimes): Promise<Socket> {
  const { authority, path, protocol, headers } = asked
  const { patience, clock, signal } = times
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const sent = request({
    createConnection: () => socket,
    method: 'GET',
    path,
    headers: { host: authority, connection: 'Upgrade', upgrade: protocol, ...headers },
    ...REQUEST_RULES,
  })
  sent.on('error', reject)
  sent.on('upgrade', ({ headers: { upgrade } }: IncomingMessage, _socket, head: Buffer) => {
    if (upgrade?.toLowerCase() !== protocol) return reject(new UpgradeGarbled('it speaks another protocol'))
    if (head.length > 0) socket.unshift(head)
    resolve(socket)
  })
  const hasToken = headers['authorization'] !== undefined
  sent.on('response', (answer) => {
    void readUpgradeRefusal(answer).then((refusal) => reject(new UpgradeRefused(refusal, hasToken)), reject)
  })
  const stop = clock.every(patience, () => reject(new NotInTime(`no answer came within ${patience} ms`)))
  const end = () => reject(signal?.reason)
  signal?.addEventListener('abort', end)
  if (signal?.aborted) end()
  sent.end()
  try {
    return await promise
  } catch (error) {
    socket.destroy()
    throw error
  } finally {
    stop()
    signal?.removeEventListener('abort', end)
  }
}
