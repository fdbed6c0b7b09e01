import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import { readChanges, type HeaderChanges, type ReadChanges } from './header-changes.ts'
import { staysHere } from './hop-by-hop.ts'
import type { ForwardOptions } from './options.ts'
import { pathBelow, type Target } from './target.ts'

/** The head of the request that goes out. */
export interface RequestHead {
  method: string
  path: string
  /** Name, value, name, value …: as they came, in their order and spelling. */
  headers: string[]
  body: 'none' | 'sized' | 'chunked'
  /** The body is asked for when the target asks for it. */
  expectsContinue: boolean
  /** The protocols that the target is asked to change to. */
  upgrade: string | undefined
  /** It is nothing but a head, which says nothing of the connection, and may be sent twice (RFC 9110 §9.2.2). */
  isPlain: boolean
  changes: ReadChanges | undefined
}

/** What is asked for where nothing else is said. A router of Express cuts `url`, and keeps this. */
export const askedPath = (request: IncomingMessage & { originalUrl?: string }): string =>
  request.originalUrl ?? request.url ?? '/'

/** @param upgrade the protocol to change to, when that is asked for */
export function requestHead(
  request: IncomingMessage,
  target: Target,
  path: string,
  options: ForwardOptions,
  upgrade?: string,
): RequestHead {
  const { headers, rawHeaders, method = 'GET', httpVersion } = request
  const changes = readChanges(changesOf(request, options))
  const stays = staysHere(headers.connection)
  const isChunked = headers['transfer-encoding'] !== undefined
  const wantsTrailers = takesTrailers(headers.te)
  const expectsContinue = headers.expect !== undefined && httpVersion !== '1.0' && mayExpect(request)

  const out = ['Host', hostFor(request, target, options)]
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    const lower = name.toLowerCase()
    if (FRAMED_ANEW.has(lower) || stays(lower) || changes?.takesAway(lower)) continue
    if (lower === 'trailer' && !isChunked) continue
    out.push(name, rawHeaders[index + 1] ?? '')
  }
  if (changes) out.push(...changes.added)
  const length = headers['content-length']
  if (isChunked) out.push('Transfer-Encoding', 'chunked')
  else if (length !== undefined) out.push('Content-Length', length)
  else if (!WITHOUT_BODY.has(method)) out.push('Content-Length', '0') // Node would frame an empty body as chunks
  if (expectsContinue) out.push('Expect', '100-continue')
  if (upgrade !== undefined) out.push('Connection', 'Upgrade', 'Upgrade', upgrade)
  else if (wantsTrailers) out.push('Connection', 'TE', 'TE', 'trailers') // RFC 9110 §10.1.4
  const body = isChunked ? 'chunked' : Number(length ?? 0) > 0 ? 'sized' : 'none'
  const isOwnWay = length !== undefined || isChunked || upgrade !== undefined || wantsTrailers || path === '*'
  const isPlain = PLAIN_METHODS.has(method) && !isOwnWay && !expectsContinue
  return { method, path: pathBelow(target, path), headers: out, body, expectsContinue, upgrade, isPlain, changes }
}

/** Said anew in each message. */
const FRAMED_ANEW: ReadonlySet<string> = new Set(['host', 'content-length', 'expect'])

/** For which Node does not invent one. */
const WITHOUT_BODY: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS'])

/** Of those without a body; after a HEAD, undici ends the connection. */
const PLAIN_METHODS: ReadonlySet<string> = new Set(['GET', 'DELETE', 'OPTIONS'])

function hostFor({ headers }: IncomingMessage, target: Target, { host = 'target' }: ForwardOptions): string {
  if (host === 'target') return target.authority
  return host === 'client' ? (headers.host ?? target.authority) : host.is
}

/** Node writes a head with an expectation in UTF-8, so one with other octets in it goes without: we ask for the body. */
const mayExpect = ({ rawHeaders }: IncomingMessage) => rawHeaders.every((text) => !/[\x80-\xff]/.test(text))

const takesTrailers = (te: string | string[] | undefined): boolean =>
  te !== undefined &&
  String(te)
    .split(',')
    .some((coding) => coding.trim().toLowerCase() === 'trailers')

function changesOf(request: IncomingMessage, { headers, via, forwarded }: ForwardOptions): readonly HeaderChanges[] {
  const theirs = [headers ?? []].flat()
  if (via === undefined && forwarded === undefined) return theirs
  const ours: HeaderChanges[] = []
  if (via !== undefined) ours.push({ set: { Via: `${request.httpVersion} ${via}` } }) // RFC 9110 §7.6.3
  if (forwarded !== undefined) ours.push({ remove: STAND_INS })
  if (forwarded === 'set') ours.push({ set: whatWeKnow(request) })
  return [...ours, ...theirs]
}

/** By which proxies say for whom they ask: whoever believes one believes what a client has written there. */
const STAND_INS: readonly string[] = [
  'forwarded', // RFC 7239
  'x-forwarded',
  'x-forwarded-*',
  'x-original-*',
  'x-rewrite-url', // some servers take it for the path, whatever was decided about that
  'x-host',
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'true-client-ip',
]

function whatWeKnow({ socket, headers }: IncomingMessage): Record<string, string> {
  const { remoteAddress } = socket // a unix socket has none
  return {
    ...(remoteAddress !== undefined && { 'X-Forwarded-For': remoteAddress }),
    'X-Forwarded-Proto': socket instanceof TLSSocket ? 'https' : 'http',
    ...(headers.host !== undefined && { 'X-Forwarded-Host': headers.host }),
  }
}
