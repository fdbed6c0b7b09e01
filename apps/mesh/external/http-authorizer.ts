import type { IncomingMessage } from 'node:http'
import type { Clock } from '#core/clock'
import { errorText } from '#core/error-text'
import { collectAnswer, type CollectedAnswer } from '#core/http/collect-answer'
import { HEADER_RULES } from '#core/http/explicit'
import { findHost } from '#core/http/find-host'
import { buildConnector, Pool } from '#core/http/pool'
import { fitsName, type ExternalVerdict, type HttpProvider, type NamedValues } from './provider.ts'

/** The request that an authorizer is asked about, as the policies see it. */
export interface AskedAbout {
  readonly request: Pick<IncomingMessage, 'method' | 'headers'>
  /** The fields that go on: name, value … */
  readonly fields: readonly string[]
  /** Path and query. */
  readonly target: string
}

/** Asks an external authorizer over HTTP, as the sidecar of the mesh does (M-23). */
export interface Authorizer {
  provider: HttpProvider
  /** It never rejects. */
  ask(about: AskedAbout): Promise<ExternalVerdict>
  close(): Promise<void>
}

/** Connections to one authorizer. */
const AUTHORIZER_CONNECTIONS = 32

/** A longer answer is no answer. Bytes. */
const LONGEST_ANSWER = 64_000

export function createAuthorizer(provider: HttpProvider, machine: Clock, host: string): Authorizer {
  const { hostname } = new URL(provider.address)
  const pool = new Pool(provider.address, {
    connections: AUTHORIZER_CONNECTIONS,
    connect: buildConnector({ timeout: Math.min(provider.timeout, 10_000), ...findHost(hostname, host) }),
    ...HEADER_RULES,
    headersTimeout: 0,
    bodyTimeout: 0,
  })
  return {
    provider,
    async ask(about) {
      const { request, target } = about
      const { method = 'GET' } = request
      const question = { method, path: provider.pathPrefix + target, headers: questionHeaders(about, provider) }
      const underWay = collectAnswer(pool, { ...question, body: null }, LONGEST_ANSWER)
      const stop = machine.every(provider.timeout, () => underWay.giveUp(new Error('it did not answer in time')))
      try {
        return verdictOf(await underWay.answer, provider)
      } catch (error) {
        return unasked(errorText(error), provider)
      } finally {
        stop()
        underWay.leave()
      }
    },
    close: () => pool.destroy(),
  }
}

/** These go along whatever is configured; there is no body. */
const ALWAYS = new Set(['authorization'])

/** They belong to one connection, or to a body that is not sent. */
const NEVER = new Set(
  'connection content-length expect host http2-settings keep-alive proxy-connection te trailer transfer-encoding upgrade'.split(
    ' ',
  ),
)

function questionHeaders({ request, fields }: AskedAbout, provider: HttpProvider): string[] {
  const further = Object.entries(provider.includeAdditionalHeadersInCheck)
  const replaced = new Set(further.map(([name]) => name.toLowerCase()))
  const out = ['host', request.headers.host ?? '', 'content-length', '0']
  for (let at = 0; at < fields.length; at += 2) {
    const name = fields[at]?.toLowerCase() ?? ''
    if (NEVER.has(name) || replaced.has(name)) continue
    if (ALWAYS.has(name) || fitsName(name, provider.includeRequestHeadersInCheck)) out.push(name, fields[at + 1] ?? '')
  }
  for (const [name, value] of further) if (!NEVER.has(name.toLowerCase())) out.push(name, value)
  return out
}

/** 200 alone is a yes; a server that fails says nothing about the request. */
function verdictOf({ status, headers, body }: CollectedAnswer, provider: HttpProvider): ExternalVerdict {
  if (status >= 500) return unasked(`it answered ${status}`, provider)
  if (status === 200) {
    return {
      kind: 'allow',
      set: chosen(headers, provider.headersToUpstreamOnAllow),
      add: chosen(headers, provider.headersToDownstreamOnAllow),
    }
  }
  const shown = provider.headersToDownstreamOnDeny
  const names = shown === undefined ? ['*'] : [...shown, 'www-authenticate', 'location']
  return { kind: 'deny', status, headers: chosen(headers, names), body: body.toString() }
}

/** By the words of the configuration: `headersToUpstreamOnAllow` and the like. */
function chosen(headers: CollectedAnswer['headers'], patterns: readonly string[]): NamedValues {
  if (patterns.length === 0) return {}
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value !== undefined && !NEVER.has(name) && fitsName(name, patterns) ? [[name, value]] : [],
    ),
  )
}

const unasked = (why: string, { failOpen, statusOnError }: HttpProvider): ExternalVerdict =>
  failOpen ? { kind: 'allow', set: {}, add: {}, failedOpen: why } : { kind: 'error', status: statusOnError, why }
