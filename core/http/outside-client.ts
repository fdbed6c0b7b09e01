import type { Clock } from '../clock.ts'
import { collectAnswer } from './collect-answer.ts'
import { HEADER_RULES, TLS_RULES } from './explicit.ts'
import { findHost } from './find-host.ts'
import { buildConnector, Pool } from './pool.ts'

/** A server outside of the sandbox, at its address from a configuration: a key registry, or somebody who publishes a key set. */
export interface OutsideClient {
  /** Scheme, host and port, the default port left out: what a token for it names as audience. */
  readonly origin: string
  /** The path of its address, without a slash at its end: others stand below it. */
  readonly base: string
  /** Path and query of its address, as they were given. */
  readonly path: string
  /**
   * Asks once, and follows no redirect: whoever is asked has been chosen by the person who wrote the configuration.
   * @throws NoAnswer, in plain words
   */
  ask(question: OutsideQuestion): Promise<OutsideAnswer>
  close(): Promise<void>
}

export interface OutsideQuestion {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** As it goes out: path and query. */
  path: string
  headers?: Record<string, string>
  body?: string
  /** All of it, from the connection to the last byte. Milliseconds. */
  patience: number
  /** A longer answer is given up. */
  maxBytes: number
  signal?: AbortSignal
}

export interface OutsideAnswer {
  status: number
  headers: Readonly<Record<string, string | undefined>>
  /** Each by itself, where there are any: they cannot be joined as others are (RFC 9110 §5.3). */
  setCookies?: readonly string[]
  text: string
}

/** There was no answer, or none that can be used; the message says why, without an address or a token. */
export class NoAnswer extends Error {
  override readonly name: string = 'NoAnswer'
}

/** It did not answer in time. */
export class AnswerTooLate extends NoAnswer {
  constructor(patience: number) {
    super(`no answer within ${patience} ms`)
  }
}

export interface OutsideSettings {
  address: string
  /** PEM texts of those who are believed, in place of the machine's own list. */
  ca?: readonly string[] | undefined
  /** The name that its certificate must say, where that is not the one in its address. */
  serverName?: string
  /** HOST: where `localhost` is. */
  host?: string
  /** Who asks, as it stands in the User-Agent. */
  caller: string
  /** For time limits. */
  machine: Clock
}

const OUTSIDE_CONNECTIONS = 8

/** Each question has a time of its own, for all of it; a connection that nobody waits for any longer ends, too. Milliseconds. */
const CONNECT_PATIENCE = 10_000

/** @throws TypeError when the address is none */
export function createOutsideClient(settings: OutsideSettings): OutsideClient {
  const { address, ca, serverName, host = 'localhost', caller, machine } = settings
  const url = new URL(address)
  const pool = new Pool(url.origin, {
    connections: OUTSIDE_CONNECTIONS,
    connect: buildConnector({
      ...TLS_RULES,
      ...(ca && { ca: [...ca] }),
      ...(serverName !== undefined && { servername: serverName }),
      rejectUnauthorized: true, // said explicitly, for the environment can turn the check off
      timeout: CONNECT_PATIENCE,
      ...findHost(url.hostname, host),
    }),
    ...HEADER_RULES,
    keepAliveTimeout: 4000,
    headersTimeout: 0,
    bodyTimeout: 0,
  })

  return {
    origin: url.origin,
    base: url.pathname.replace(/\/+$/, ''),
    path: url.pathname + url.search,
    async ask({ method, path, headers, body, patience, maxBytes, signal }) {
      if (signal?.aborted) throw ENDED
      const sent = { accept: 'application/json', 'user-agent': caller, ...headers }
      const underWay = collectAnswer(pool, { method, path, headers: sent, body: body ?? null }, maxBytes)
      const stop = machine.every(patience, () => underWay.giveUp(new AnswerTooLate(patience)))
      const end = () => underWay.giveUp(ENDED)
      signal?.addEventListener('abort', end)
      try {
        const { status, headers: got, body: bytes } = await underWay.answer
        const { 'set-cookie': cookies } = got
        const own = cookies === undefined ? {} : { setCookies: [cookies].flat() }
        return { status, headers: oneOfEach(got), ...own, text: bytes.toString() }
      } catch (error) {
        throw error instanceof NoAnswer ? error : new NoAnswer(wordsOf(error), { cause: error })
      } finally {
        stop()
        signal?.removeEventListener('abort', end)
        underWay.leave()
      }
    },
    close: () => pool.destroy(),
  }
}

const ENDED = new NoAnswer('this process ends')

/** One that came several times is a list (RFC 9110 §5.3). */
const oneOfEach = (headers: Record<string, string | string[] | undefined>) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  )

function wordsOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code ?? '') : ''
  if (error instanceof Error && error.name === 'AnswersTooLarge') return 'the answer is too large'
  if (error instanceof Error && error.name === 'HTTPParserError') return 'its answer is not HTTP'
  if (CERTIFICATE_CODE.test(code)) return `its certificate is not believed (${code}): trusted_certificates says who is`
  return CONNECTION_WORDS[code] ?? `the connection failed${code === '' ? '' : ` (${code})`}`
}

const CERTIFICATE_CODE = /^(?:ERR_TLS_CERT|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO)/

const CONNECTION_WORDS: Record<string, string> = {
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'it closed the connection without an answer',
  EPIPE: 'it closed the connection without an answer',
  UND_ERR_SOCKET: 'it closed the connection without an answer',
  ANSWER_CUT: 'it closed the connection in the middle of its answer',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name cannot be looked up at the moment',
}
