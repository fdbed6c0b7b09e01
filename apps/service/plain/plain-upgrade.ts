import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import type { Socket } from 'node:net'
import { findHost } from '#core/http/find-host'
import { Agent, request } from '#core/http/node-http'
import type { PlainAddress } from './plain-caller.ts'

/** A connection on which both have agreed to speak something else than HTTP (RFC 9110 §7.8). */
export interface Upgraded {
  socket: Socket
}

/** What was answered in place of that. */
export interface NotUpgraded {
  status: number
  headers: IncomingMessage['headers']
  body: string
}

/** An answer that refuses is short. Bytes. */
const LARGEST_REFUSAL = 10_000

/**
 * Asks to go on in another protocol.
 * @param protocol its name in `Upgrade`
 * @throws the platform's error when there is no answer; Error for one that is too large; the signal's reason
 */
export async function askPlainUpgrade(
  { host, port }: PlainAddress,
  { path, protocol, headers }: { path: string; protocol: string; headers: OutgoingHttpHeaders },
  signal: AbortSignal,
): Promise<Upgraded | NotUpgraded> {
  const { promise, resolve, reject } = Promise.withResolvers<Upgraded | NotUpgraded>()
  const agent = new Agent({ keepAlive: false })
  const all = { ...headers, host: `localhost:${port}`, connection: 'Upgrade', upgrade: protocol }
  const asked = request({ host, port, ...findHost(host), path, headers: all, agent, signal })
  asked.once('upgrade', (_answer: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on('error', () => {}) // 'close' follows
    if (head.length > 0) socket.unshift(head)
    resolve({ socket })
  })
  asked.once('response', (answer: IncomingMessage) => {
    let body = ''
    answer.setEncoding('utf8')
    answer.on('data', (text: string) => {
      if ((body += text).length > LARGEST_REFUSAL) asked.destroy(new Error('the answer is too large'))
    })
    answer.on('error', reject)
    answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }))
  })
  asked.on('error', reject)
  asked.end()
  return promise
}

/**
 * Asks for something on a connection that is open, and leaves it open.
 * @returns whether it was answered: else it has been cut
 */
export async function isAnsweredOn(
  socket: Socket,
  path: string,
  headers: OutgoingHttpHeaders,
  signal: AbortSignal,
): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  if (socket.destroyed) return false
  const asked = request({ path, headers: { ...headers, connection: 'keep-alive' }, createConnection: () => socket, signal }) // prettier-ignore
  asked.once('response', (answer: IncomingMessage) => {
    answer.resume()
    answer.once('end', () => resolve(true))
    answer.once('error', () => resolve(false))
  })
  asked.once('error', () => resolve(false))
  asked.end()
  return promise
}
