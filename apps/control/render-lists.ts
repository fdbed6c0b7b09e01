import type { ToldRings } from '#core/control/told-rings'
import { table } from '#core/process/help'
import type { Said } from './tell.ts'

const dateOnLine = (at: number) => new Date(at).toISOString().slice(0, 19).replace('T', ' ')

/** A line for each key, and one for what comes next. */
export function renderRings(answers: readonly Said<ToldRings>[]): string[] {
  const rows = answers.flatMap(({ name, rings }) =>
    rings.flatMap(({ ringId, keys, next }) => [
      ...keys.map(({ kid, algorithm, state, since }) => [
        name,
        ringId,
        state,
        `since ${dateOnLine(since)}`,
        algorithm,
        kid,
      ]),
      ...(next ? [[name, ringId, `${next.move} next`, `at ${dateOnLine(next.at)}`, '', '']] : []),
    ]),
  )
  return rows.length > 0 ? table(rows) : ['  There is no such ring.']
}

/** As much of a client as the list shows: the console has all of it. */
export interface ListedClients {
  count: number
  clients: { id: string; audiences: string[]; scopes: string[]; proves: string[]; change?: string }[]
}

export function renderClients(answers: readonly Said<ListedClients>[]): string[] {
  return answers.flatMap(({ count, clients }) => [
    ...table(
      clients.map(({ id, audiences, scopes, proves, change }) => [
        id,
        `may call ${audiences.join(', ') || 'nobody'}`,
        scopes.length > 0 ? `scopes ${scopes.join(' ')}` : 'no scopes',
        proves.join(', ') || 'proves nothing',
        change === undefined ? '' : `${change} until the next reset`,
      ]),
    ),
    ...(count > clients.length ? [`  ${count} clients, of which these are the first ${clients.length}`] : []),
  ])
}
