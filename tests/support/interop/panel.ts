import type { ForeignClients, Judged } from '../../../apps/drill/foreign-clients.ts'
import { ISSUER_NAMES, CLIENT_ISSUERS, type IssuerName, type RunningIssuers } from './issuers.ts'
import type { LoneFactory } from '../lone-factory.ts'

/** One verifier that faces one issuer. */
export interface Seat {
  id: string
  child: ForeignClients
  client: string
  issuer: IssuerName
}

export type ByIssuer<T> = Record<IssuerName, T>

/** Verifiers that are asked together, so that a key changes for all of them at once. */
export interface Panel {
  seats: readonly Seat[]
  /** All of them start again, and have met no key. */
  openAnew(): Promise<void>
  /** Each of these is shown the token of its issuer. @returns by id */
  present(tokens: ByIssuer<string>, to?: readonly Seat[]): Promise<ReadonlyMap<string, Judged>>
  /** So much time passes for them, and not for the issuers. */
  advance(seconds: number): Promise<void>
  /** Does it with all issuers. */
  each<T>(act: (factory: LoneFactory, name: IssuerName) => Promise<T>): Promise<ByIssuer<T>>
}

export function openPanel(seats: readonly Seat[], issuers: RunningIssuers): Panel {
  const byChild = <T>(chosen: readonly Seat[], act: (child: ForeignClients, own: Seat[]) => Promise<T>) =>
    Promise.all([...Map.groupBy(chosen, ({ child }) => child)].map(([child, own]) => act(child, own)))
  const settingsOf = (issuer: IssuerName) => {
    const { algorithm } = CLIENT_ISSUERS[issuer]
    return { issuer: issuers[issuer].urlOf(''), audience: 'serviceb', algorithm }
  }
  return {
    seats,
    async openAnew() {
      await byChild(seats, (child, own) =>
        child.open(own.map(({ id, client, issuer }) => ({ id, client, settings: settingsOf(issuer) }))),
      )
    },
    async present(tokens, to = seats) {
      const answers = await byChild(to, async (child, own) => {
        const judged = await child.ask(own.map(({ id, issuer }) => ({ id, token: tokens[issuer] })))
        return own.map(({ id }, index) => [id, judged[index] ?? { refused: 'no answer' }] as const)
      })
      return new Map(answers.flat())
    },
    async advance(seconds) {
      await byChild(seats, (child) => child.advance(seconds))
    },
    async each(act) {
      const done = ISSUER_NAMES.map(async (name) => [name, await act(issuers[name], name)] as const)
      return Object.fromEntries(await Promise.all(done)) as ByIssuer<Awaited<ReturnType<typeof act>>> // of all names
    },
  }
}
