import type { IncomingMessage } from 'node:http'
import { request as secureRequest } from 'node:https'
import { findHost } from '#core/http/find-host'
import { request } from '#core/http/node-http'

export interface SentToken {
  /** Where to: http or https. */
  readonly address: URL
  /** The values of the Authorization headers, each in a field of its own. */
  readonly authorization: readonly string[]
  readonly headers: Readonly<Record<string, string>>
  /** Who vouches for its certificate, in PEM. Absent: those whom this machine knows. */
  readonly ca?: string
}

export interface AnswerToToken {
  readonly status: number
  readonly body: string
}

/** So long nothing may come. Milliseconds. */
const TOKEN_PATIENCE = 10_000

/** The rest of an answer is not read. Signs. */
const MOST_READ = 65_536

/**
 * Sends one request, on a connection of its own, and follows no redirect. No header is sent that nobody named, but for Host.
 * @throws the platform's error where nobody is there, and an Error where nothing comes
 */
export function sendToken({ address, authorization, headers, ca }: SentToken): Promise<AnswerToToken> {
  const fields = [
    ['Host', address.host],
    ...Object.entries(headers),
    ...authorization.map((value) => ['Authorization', value]),
  ]
  const { promise, resolve, reject } = Promise.withResolvers<AnswerToToken>()
  const { protocol, hostname, port, pathname, search } = address
  const host = hostname.replace(/^\[|\]$/g, '') // of an IPv6 address
  const options = {
    host,
    ...findHost(host),
    ...(port !== '' && { port }),
    path: pathname + search,
    headers: fields.flat(),
    agent: false,
    timeout: TOKEN_PATIENCE,
    ...(ca !== undefined && { ca }),
  }
  const asked = (protocol === 'https:' ? secureRequest : request)(options)
  asked.on('response', (answer) => collectAnswerToToken(answer, resolve, reject))
  asked.on('timeout', () => asked.destroy(new Error(`no answer within ${TOKEN_PATIENCE} ms`)))
  asked.on('error', reject)
  asked.end()
  return promise
}

function collectAnswerToToken(
  answer: IncomingMessage,
  resolve: (answer: AnswerToToken) => void,
  reject: (error: unknown) => void,
): void {
  let body = ''
  const end = () => resolve({ status: answer.statusCode ?? 0, body: body.slice(0, MOST_READ) })
  answer.setEncoding('utf8')
  answer.on('data', (piece: string) => {
    body += piece
    if (body.length < MOST_READ) return
    end()
    answer.destroy()
  })
  answer.on('end', end)
  answer.on('error', reject)
}
