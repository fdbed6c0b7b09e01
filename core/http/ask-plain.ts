import { Buffer } from 'node:buffer'
import type { Agent as HttpAgent, IncomingMessage } from 'node:http'
import type { Clock } from '../clock.ts'
import { findHost } from './find-host.ts'
import { isLoopback } from './loopback.ts'
import { Agent, request } from './node-http.ts'
import { secretSign, TOKEN_SIGN } from './same-secret.ts'

export interface PlainQuestion {
  host: string
  port: number
  method: string
  path: string
  /** Sent as JSON. */
  body?: unknown
  /** A bearer token. Programs of this machine need none, and what listens there may be another: it gets a sign of it alone. */
  token?: string | undefined
  /** Further headers. */
  headers?: Readonly<Record<string, string>>
  /** Milliseconds. */
  patience: number
  /** To be asked on; absent: on a connection of its own, which ends with the answer. */
  connections?: PlainConnections | undefined
}

/** Connections that are used again, for who asks often. */
export interface PlainConnections {
  readonly agent: HttpAgent
  /** Ends them; whoever asks later gets new ones. */
  close(): void
}

/** At once, to one process. */
const MOST_CONNECTIONS = 6

/** One that nobody uses ends sooner than a process of ours would end it. Milliseconds. */
const UNUSED_FOR = 4000

/** For questions that do nothing: one that meets the end of an old connection is asked once more, on a new one. */
export function openPlainConnections(): PlainConnections {
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_CONNECTIONS, timeout: UNUSED_FOR })
  return { agent, close: () => agent.destroy() }
}

/**
 * Asks a process on its plain port, as a program of this machine does: by a name of this machine, and past any proxy,
 * whatever the environment says.
 * @throws the platform's error when nobody is there, or an Error when it takes too long or too much is said
 */
export async function askPlain(question: PlainQuestion, clock: Clock): Promise<PlainAnswered> {
  const once = { ...question, connections: undefined }
  if (!question.connections) return askOn(new Agent({ keepAlive: false }), once, clock, () => {})
  let isOld = false
  try {
    return await askOn(question.connections.agent, question, clock, () => (isOld = true))
  } catch (error) {
    if (isOld) return askPlain(once, clock)
    throw error
  }
}

interface PlainAnswered {
  status: number
  text: string
  cacheControl: string | undefined
}

/** @param onEnded told when a connection had ended before the question was there: nobody has heard it */
async function askOn(
  agent: HttpAgent,
  { host, port, method, path, body, token, headers: further = {}, patience }: PlainQuestion,
  clock: Clock,
  onEnded: () => void,
): Promise<PlainAnswered> {
  const sent = body === undefined ? undefined : JSON.stringify(body)
  const headers = {
    ...further,
    host: `localhost:${port}`,
    ...(sent !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) }),
    ...tokenHeaders(host, token),
  }
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const asked = request({ host, port, ...findHost(host), path, method, headers, agent })
  asked.on('response', resolve).on('error', (error: NodeJS.ErrnoException) => {
    if (asked.reusedSocket && error.code === 'ECONNRESET') onEnded()
    reject(error)
  })
  asked.end(sent)
  const stop = clock.every(patience, () => asked.destroy(new Error('it did not answer in time')))
  try {
    const answer = await promise
    const { statusCode = 0, headers: answered } = answer
    return { status: statusCode, text: await readText(answer), cacheControl: answered['cache-control'] }
  } finally {
    stop()
  }
}

/** What says to a process at a host which token is meant: see PlainQuestion. */
export const tokenHeaders = (host: string, token: string | undefined): Record<string, string> =>
  token === undefined
    ? {}
    : isThisMachine(host)
      ? { [TOKEN_SIGN]: secretSign(token) }
      : { authorization: `Bearer ${token}` }

const isThisMachine = (host: string) => host === 'localhost' || isLoopback(host)

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
