import { HIDDEN } from '#core/control/captured-body'
import type { ShownRequests } from '#core/control/control-plane'
import { table } from '#core/process/help'
import type { Said } from './tell.ts'

/** A line each, the earliest first; then how many there were, for not all are kept. */
export function renderRequests(answers: readonly Said<ShownRequests>[]): string[] {
  const all = answers.flatMap(({ name, requests }) => requests.map((request) => ({ name, ...request })))
  const rows = all
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .map(({ at, name, on, from = 'somebody', method, path, body, status, fault, traceId }) => [
      at.slice(11, 23),
      name,
      on,
      `from ${from}`,
      `${method} ${path}${shownParameters(body)}`,
      outcomeOfRequest(status) + (fault === undefined ? '' : `, told by ${fault}`),
      traceId,
    ])
  const count = answers.reduce((sum, answer) => sum + answer.count, 0)
  const kept = count > rows.length ? `, of which ${rows.length} are kept` : ''
  return [...table(rows), `  ${count} ${count === 1 ? 'request' : 'requests'}${kept}`]
}

const outcomeOfRequest = (status: number | undefined) =>
  status === undefined ? 'no answer yet' : status === 0 ? 'ended without an answer' : String(status)

/** What of the body may be shown: `grant_type=client_credentials`. */
const shownParameters = (body: Record<string, unknown> = {}) =>
  Object.entries(body)
    .filter(([, value]) => value !== HIDDEN)
    .map(([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('')
