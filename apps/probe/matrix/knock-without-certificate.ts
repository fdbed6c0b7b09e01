import { connect, type PeerCertificate, type TLSSocket } from 'node:tls'
import type { Clock } from '#core/clock'
import { errorText } from '#core/error-text'
import { askPlain, loopbackOf } from '#core/http/ask-plain'
import { spiffeIdIn } from '#core/http/certificates/spiffe-id'
import { REQUEST_RULES, TLS_RULES } from '#core/http/explicit'
import { findHost } from '#core/http/find-host'
import { request } from '#core/http/node-http'

/** What comes to who has no certificate of the mesh, neither over TLS nor in plain HTTP. */
export type KnockedWithout =
  /** It asks for a certificate over TLS, and cuts off whoever speaks plain HTTP. */
  | { readonly kind: 'closed' }
  | { readonly kind: 'answered'; readonly status: number; readonly way: 'TLS' | 'plain HTTP' }
  /** Nobody can tell. */
  | { readonly kind: 'silent'; readonly why: string }

export interface KnockedAt {
  /** HOST: where the parties of this machine listen. */
  readonly host: string
  readonly port: number
  /** By whom the certificates of the mesh are signed. */
  readonly ca: string
  /** For an answer: a party may be opened by the first who comes. Milliseconds. */
  readonly patience: number
}

/** In TLS 1.3 the no to a certificate that is missing comes after the handshake. After so long it is asked all the same. Milliseconds. */
const REFUSAL_COMES_WITHIN = 1000

/** Asks for `/` in both ways. Only the word of the other side that it wants a certificate counts as that. Never throws. */
export async function knockWithoutCertificate(at: KnockedAt, clock: Clock): Promise<KnockedWithout> {
  const { host, port, patience } = at
  const question = { host: loopbackOf(host), port, method: 'GET', path: '/', patience }
  const [byTls, plainly] = await Promise.all([
    askOverTls(at, clock).catch(failureOfKnock),
    askPlain(question, clock).catch(failureOfKnock),
  ])
  if ('status' in byTls) return { kind: 'answered', status: byTls.status, way: 'TLS' }
  if ('status' in plainly) return { kind: 'answered', status: plainly.status, way: 'plain HTTP' }
  if (!WANTS_CERTIFICATE.test(byTls.code)) return { kind: 'silent', why: whySilent(byTls) }
  return CUT_OFF.test(plainly.code) ? { kind: 'closed' } : { kind: 'silent', why: whySilent(plainly) }
}

/** What the platform makes of an alert about a certificate (RFC 8446 §6.2). */
const WANTS_CERTIFICATE = /^ERR_SSL_\w*ALERT_\w*CERTIFICATE/

/** Without an answer, or with what is no HTTP. */
const CUT_OFF = /^(?:ECONNRESET$|EPIPE$|HPE_)/

interface FailureOfKnock {
  readonly code: string
  readonly words: string
}

const failureOfKnock = (error: unknown): FailureOfKnock => ({
  code: error instanceof Error && 'code' in error ? String(error.code) : '',
  words: errorText(error),
})

function whySilent({ code, words }: FailureOfKnock): string {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'its certificate is not that of a workload'
  if (/^(?:CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO)/.test(code))
    return `its certificate is not of this sandbox (${code})`
  return KNOCK_WORDS[code] ?? words
}

const KNOCK_WORDS: Record<string, string> = {
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'it closed the connection, and said nothing about a certificate',
  EPIPE: 'it closed the connection, and said nothing about a certificate',
}

/** @throws the platform's error where there was no answer */
async function askOverTls({ host, port, ca, patience }: KnockedAt, clock: Clock): Promise<{ status: number }> {
  const { promise: failed, reject } = Promise.withResolvers<never>()
  const { promise: agreed, resolve: agree } = Promise.withResolvers<void>()
  const { promise: welcome, resolve: letIn } = Promise.withResolvers<void>()
  const rules = { ...TLS_RULES, ca, checkServerIdentity: faultOfWorkload, rejectUnauthorized: true }
  const name = loopbackOf(host)
  const socket = connect({ ...rules, host: name, port, ...findHost(name, host) }, agree)
  socket.on('session', () => letIn()) // who wants a certificate, and got none, gives no ticket
  socket.on('error', reject)
  socket.on('close', () => reject(Object.assign(new Error('it closed the connection'), { code: 'ECONNRESET' })))
  const ends = [clock.every(patience, () => reject(new Error('it did not answer in time')))]
  try {
    await Promise.race([agreed, failed])
    ends.push(clock.every(REFUSAL_COMES_WITHIN, letIn))
    await Promise.race([welcome, failed])
    return await Promise.race([askOverSocket(socket, port), failed])
  } finally {
    for (const end of ends) end()
    socket.destroy()
  }
}

/** Parties of a mesh are known by their ids, and have no names. */
const faultOfWorkload = (_host: string, { subjectaltname = '' }: PeerCertificate): Error | undefined =>
  spiffeIdIn({ subjectAltName: subjectaltname }) === undefined
    ? Object.assign(new Error('it is no workload'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
    : undefined

function askOverSocket(socket: TLSSocket, port: number): Promise<{ status: number }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number }>()
  const headers = { host: `localhost:${port}` }
  const asked = request({ ...REQUEST_RULES, createConnection: () => socket, method: 'GET', path: '/', headers })
  asked.on('response', ({ statusCode = 0 }) => resolve({ status: statusCode })).on('error', reject)
  asked.end()
  return promise
}
