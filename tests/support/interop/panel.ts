import type { ForeignClients, Judged } from '../../../apps/drill/foreign-clients.ts'
import type { LoneFactory } from '../lone-factory.ts'
import type { RunningIssuers } from './issuers.ts'
import { ISSUER_NAMES, PLACE_NAMES, PLACES, type IssuerName, type Place, type PlaceName } from './places.ts'
import type { Seat } from './seats.ts'

/** One verifier that faces one issuer. */
export interface PanelSeat extends Seat {
  child: ForeignClients
}

export type ByPlace<T> = Record<PlaceName, T>

/** Verifiers that are asked together, so that a key changes for all of them at once. */
export interface Panel {
  seats: readonly PanelSeat[]
  /** All of them start again, and have met no key. */
  openAnew(): Promise<void>
  /** Each of these is shown the token of its place. @returns by id */
  present(tokens: ByPlace<string>, to?: readonly PanelSeat[]): Promise<ReadonlyMap<string, Judged>>
  /** So much time passes for them, and not for the issuers. */
  advance(seconds: number): Promise<void>
  /** Does it with all issuers. */
  each(act: (factory: LoneFactory, name: IssuerName) => Promise<unknown>): Promise<void>
  /** Gets one token of each place. */
  tokens(make: (factory: LoneFactory, place: Place) => Promise<string>): Promise<ByPlace<string>>
}

export function openPanel(seats: readonly PanelSeat[], issuers: RunningIssuers): Panel {
  const byChild = <T>(chosen: readonly PanelSeat[], act: (child: ForeignClients, own: PanelSeat[]) => Promise<T>) =>
    Promise.all([...Map.groupBy(chosen, ({ child }) => child)].map(([child, own]) => act(child, own)))
  const clientOf = ({ id, client, place, algorithm }: PanelSeat) => {
    const { issuer, audience } = PLACES[place]
    return { id, client, settings: { issuer: issuers[issuer].urlOf(''), audience, algorithm } }
  }
  return {
    seats,
    async openAnew() {
      await byChild(seats, (child, own) => child.open(own.map(clientOf)))
    },
    async present(tokens, to = seats) {
      const answers = await byChild(to, async (child, own) => {
        const judged = await child.ask(own.map(({ id, place }) => ({ id, token: tokens[place] })))
        return own.map(({ id }, index) => [id, judged[index] ?? { refused: 'no answer' }] as const)
      })
      return new Map(answers.flat())
    },
    async advance(seconds) {
      await byChild(seats, (child) => child.advance(seconds))
    },
    async each(act) {
      await Promise.all(ISSUER_NAMES.map((name) => act(issuers[name], name)))
    },
    async tokens(make) {
      const made = PLACE_NAMES.map(async (name) => {
        const place = PLACES[name]
        return [name, await make(issuers[place.issuer], place)] as const
      })
      return Object.fromEntries(await Promise.all(made)) as ByPlace<string> // of all names
    },
  }
}
