import { once } from 'node:events'
import type { IncomingHttpHeaders, IncomingMessage, RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer, request } from '#core/http/node-http'

/** What a server has answered. */
export interface LoopbackAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Where a server listens: a port of this machine, or a socket that is a file. */
export type LoopbackPlace = { port: number } | { socketPath: string }

/** No answer of these servers is longer. */
const LONGEST_LOOPBACK_ANSWER = 20_000

/**
 * Asks by HTTP, with these Authorization headers, in their order.
 * @throws where nobody listens, when the signal is aborted, and for headers that HTTP cannot carry (RFC 9110 §5.5)
 */
export async function askOnLoopback(
  place: LoopbackPlace,
  authorization: readonly string[],
  signal: AbortSignal,
): Promise<LoopbackAnswer> {
  signal.throwIfAborted()
  const answered = Promise.withResolvers<IncomingMessage>()
  const asked = request({ host: '127.0.0.1', ...place, path: '/', agent: false }, answered.resolve)
  const giveUp = () => void asked.destroy(signal.reason)
  signal.addEventListener('abort', giveUp)
  try {
    if (authorization.length > 0) asked.setHeader('authorization', authorization)
    asked.on('error', answered.reject).end()
    const answer = await answered.promise
    let body = ''
    for await (const piece of answer.setEncoding('utf8')) body = (body + piece).slice(0, LONGEST_LOOPBACK_ANSWER)
    return { status: answer.statusCode ?? 0, headers: answer.headers, body }
  } finally {
    signal.removeEventListener('abort', giveUp)
    asked.on('error', () => undefined).destroy()
  }
}

/**
 * Has a server on a free port of this machine alone for as long as something is done, and for no longer.
 * @param use is told its port
 */
export async function withServer<T>(handle: RequestListener, use: (port: number) => Promise<T>): Promise<T> {
  const server = createServer(handle)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  try {
    return await use((server.address() as AddressInfo).port) // of TCP, which listens
  } finally {
    server.close()
    server.closeAllConnections()
  }
}
