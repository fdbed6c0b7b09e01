import { Buffer } from 'node:buffer'
import type { AttackRequest } from '#attacks'
import type { ProbeTarget, TokenHeader } from './probe-target.ts'
import { withTokenInBody } from './token-in-body.ts'

type Header = readonly [name: string, value: string]

/** A request as it goes out. */
export interface WholeRequest {
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly headers: readonly Header[]
  readonly body: Buffer
}

/**
 * Lays a request of the catalogue over what the target wants. A case that says GET and has no body means the method and body of
 * the target; any other keeps its own. A header of a case replaces those of the same name that the target wants.
 */
export function layOver(given: AttackRequest, asked: ProbeTarget): WholeRequest {
  const { request, target } = withTokenInBody(given, asked)
  const { url, extraHeaders, tokenHeader } = target
  const isOrdinary = request.method === 'GET' && request.body === undefined
  const method = isOrdinary ? target.method : request.method
  const body = Buffer.from((isOrdinary ? target.body : request.body) ?? '')
  const own = request.headers.map((header) => inTokenHeader(header, tokenHeader))
  const names = new Set(own.map(([name]) => name.toLowerCase()))
  const extra = extraHeaders.filter(
    ([name]) => !names.has(name.toLowerCase()) && (isOrdinary || !ABOUT_BODY.test(name)),
  )
  const rest: Header[] = []
  const isHostSaid = names.has('host') || extra.some(([name]) => name.toLowerCase() === 'host')
  if (!isHostSaid) rest.push(['Host', url.host])
  const isFramed = names.has('content-length') || names.has('transfer-encoding')
  if (!isFramed && (body.length > 0 || /^(?:POST|PUT|PATCH)$/.test(method))) {
    rest.push(['Content-Length', `${body.length}`])
  }
  return { method, path: targetPathOf(request, url), headers: [...rest, ...extra, ...own], body }
}

/** What a target says of its own body is not true of another. */
const ABOUT_BODY = /^content-/i

function targetPathOf({ path, query }: AttackRequest, url: URL): string {
  const whole = path ?? url.pathname + url.search
  return query === undefined ? whole : `${whole}${whole.includes('?') ? '&' : '?'}${query}`
}

/** Where another header bears the token, it says what Authorization would, with its own scheme or with none. */
function inTokenHeader([name, value]: Header, { name: wanted, scheme }: TokenHeader): Header {
  if (name.toLowerCase() !== 'authorization') return [name, value]
  const isShouted = name === name.toUpperCase()
  const said = value.startsWith('Bearer ') ? `${scheme === undefined ? '' : `${scheme} `}${value.slice(7)}` : value
  return [isShouted ? wanted.toUpperCase() : wanted, said]
}

/** The bytes of a request: nothing of it is checked, joined or trimmed. */
export function rawBytesOf({ method, path, headers, body }: WholeRequest): Buffer {
  const isClosing = headers.some(([name]) => name.toLowerCase() === 'connection')
  const all = isClosing ? headers : [...headers, ['Connection', 'close'] as const]
  const lines = [`${method} ${path} HTTP/1.1`, ...all.map(([name, value]) => `${name}: ${value}`)]
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body])
}
