import { Buffer } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import type { Clock } from '../clock.ts'
import { Agent, request } from './node-http.ts'

export interface PlainQuestion {
  host: string
  port: number
  method: string
  path: string
  /** Sent as JSON. */
  body?: unknown
  /** A bearer token. */
  token?: string | undefined
  /** Further headers. */
  headers?: Readonly<Record<string, string>>
  /** Milliseconds. */
  patience: number
}

/**
 * Asks a process on its plain port, as a program of this machine does: by a name of this machine, and past any proxy,
 * whatever the environment says.
 * @throws the platform's error when nobody is there, or an Error when it takes too long or too much is said
 */
export async function askPlain(
  { host, port, method, path, body, token, headers: further = {}, patience }: PlainQuestion,
  clock: Clock,
): Promise<{ status: number; text: string }> {
  const sent = body === undefined ? undefined : JSON.stringify(body)
  const headers = {
    ...further,
    host: `localhost:${port}`,
    ...(sent !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) }),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  }
  const agent = new Agent({ keepAlive: false })
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const asked = request({ host, port, path, method, headers, agent })
  asked.on('response', resolve).on('error', reject).end(sent)
  const stop = clock.every(patience, () => asked.destroy(new Error('it did not answer in time')))
  try {
    const answer = await promise
    return { status: answer.statusCode ?? 0, text: await readText(answer) }
  } finally {
    stop()
  }
}

/** What one of our processes can say is less: tokens of a play, or requests that were captured. Bytes. */
const MAX_ANSWER = 8_000_000

async function readText(answer: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of answer) {
    pieces.push(piece)
    size += piece.length
    if (size > MAX_ANSWER) throw new Error('it answered with more than there can be')
  }
  return Buffer.concat(pieces).toString()
}

/** The address of a listener on HOST that only this machine reaches; where it has none, what it is. */
export const loopbackOf = (host: string): string => ({ '0.0.0.0': '127.0.0.1', '::': '::1' })[host] ?? host
