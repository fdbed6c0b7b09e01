import type { OwnAnswer } from '#core/http/forward/own-answer'
import type { Problem } from '#core/http/problem'
import { PROBLEM_JSON, urnOf, type ProblemType } from '#core/http/problem'
import type { RelayDialect } from '../config/relay-config.ts'

/** What a relay says itself, besides the answers of its checks. */
export type RelaySaying =
  'nobody-listens' | 'unreachable' | 'too-late' | 'full' | 'no-upgrade' | 'no-tunnel' | 'no-route'

interface SaidBy {
  status: number
  /** In the words of Piko, where it has some. */
  piko: string
  type: ProblemType
  ours: string
  headers?: Record<string, string>
}

const SAYINGS: Record<RelaySaying, SaidBy> = {
  'nobody-listens': {
    status: 502,
    piko: 'no available upstreams',
    type: 'peer-unreachable',
    ours: 'Nobody listens for this endpoint at the moment.',
  },
  unreachable: {
    status: 502,
    piko: 'upstream unreachable',
    type: 'peer-unreachable',
    ours: 'The service behind this endpoint cannot be reached.',
  },
  'too-late': {
    status: 504,
    piko: 'upstream timeout',
    type: 'peer-timeout',
    ours: 'The service behind this endpoint did not answer in time.',
  },
  full: {
    status: 503,
    piko: 'too many connections',
    type: 'too-many-requests',
    ours: 'There is no room for one more at the moment. Ask again in a moment.',
    headers: { 'retry-after': '1' },
  },
  'no-upgrade': {
    status: 426,
    piko: 'upgrade required',
    type: 'invalid-input',
    ours: 'This address speaks another protocol, which the agent and forward of this sandbox know: a request has to ask for it (Upgrade).',
  },
  'no-tunnel': {
    status: 405,
    piko: 'method not allowed',
    type: 'method-not-allowed',
    ours: 'There is no CONNECT here.',
  },
  'no-route': { status: 404, piko: '404 page not found', type: 'not-found', ours: 'There is no such address here.' },
}

/** The answer, as the dialect words it. @param headers further ones */
export function relayAnswer(
  saying: RelaySaying,
  dialect: RelayDialect,
  headers: Record<string, string> = {},
): OwnAnswer {
  const { status, piko, type, ours, headers: own } = SAYINGS[saying]
  if (dialect === 'piko' && saying === 'no-route') return NO_PAGE
  if (dialect === 'piko') return { ...pikoError(status, piko), headers: { ...PIKO_HEADERS, ...own, ...headers } }
  const body = `${JSON.stringify({ type: urnOf(type), title: ours, status })}\n`
  return { status, headers: { 'content-type': PROBLEM_JSON, ...own, ...headers }, body }
}

/** What the forwarder could not do, as Piko words it; undefined for what it has no words for. */
export function pikoProblem({ status }: Problem): OwnAnswer | undefined {
  if (status === 502) return relayAnswer('unreachable', 'piko')
  if (status === 504) return relayAnswer('too-late', 'piko')
  return undefined
}

/** Of the router of Piko, which no handler of it words. */
const NO_PAGE: OwnAnswer = { status: 404, headers: { 'content-type': 'text/plain' }, body: SAYINGS['no-route'].piko }

const PIKO_HEADERS = { 'content-type': 'application/json', 'x-content-type-options': 'nosniff' }

const pikoError = (status: number, error: string) =>
  ({ status, body: `${JSON.stringify({ error })}\n`, isWhole: true }) as const
