import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import { headersNamed } from '#core/http/guard'

/** What is known of a request when it is over. */
export interface AccessFacts {
  status: number
  /** `rbac_access_denied_matched_policy[none]`, `via_upstream` … */
  detail: string
  /** Bytes of bodies. */
  received: number
  sent: number
  /** Milliseconds. */
  duration: number
  requestId: string
  /** Of the workload. */
  port: number
  /** Who was asked; `-`: nobody. */
  upstream: string
}

/** Longer words of a client are cut. */
const LONGEST_WORD = 300

/**
 * One line of the access log, in the order in which the mesh writes it; its time stands before it. The query is left out: a
 * token may be in it.
 */
export function accessLine(request: IncomingMessage, facts: AccessFacts): string {
  const { method = 'GET', url = '/', httpVersion, socket } = request
  const path = url.split(/[?#]/, 1)[0] ?? ''
  const { status, detail, received, sent, duration, requestId, port, upstream } = facts
  const field = (name: string) => inLogQuotes(headersNamed(request, name)[0] ?? '-')
  const serverName =
    socket instanceof TLSSocket ? (socket as { servername?: string | false | null }).servername : undefined
  return [
    inLogQuotes(`${method} ${path} HTTP/${httpVersion}`),
    status,
    FLAGS[detail] ?? '-',
    detail,
    '-',
    '"-"',
    received,
    sent,
    Math.round(duration),
    '-',
    field('x-forwarded-for'),
    field('user-agent'),
    inLogQuotes(requestId),
    field('host'),
    inLogQuotes(upstream),
    `inbound|${port}||`,
    '-',
    `${socket.localAddress}:${socket.localPort}`,
    `${socket.remoteAddress}:${socket.remotePort}`,
    serverName || '-',
    '-',
  ].join(' ')
}

/** Response flags that go with a detail. */
const FLAGS: Readonly<Record<string, string>> = { ext_authz_denied: 'UAEX', ext_authz_error: 'UAEX' }

/** A quote of the client ends no field. */
const inLogQuotes = (text: string) => `"${text.slice(0, LONGEST_WORD).replaceAll('"', '%22')}"`
