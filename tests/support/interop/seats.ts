import { declarationOf, type PlaceName } from './places.ts'
import type { VerifierRow } from './verifiers.ts'

/** One verifier, set in one way, and the tokens that it is shown. */
export interface Seat {
  id: string
  client: string
  place: PlaceName
  /** What it is told, if it is told any. */
  algorithm: string
  /** What a user has set, as the page shows it. Undefined where nothing is. */
  setting?: string
}

/** What quick starts tell that tell any. */
const QUICK_START_ALGORITHM = 'RS256'

/** Its quick start, before an issuer as it is. */
export const seatAsItIs = ({ name, client }: VerifierRow): Seat => ({
  id: `${name} as it is`,
  client,
  place: 'asItIs',
  algorithm: QUICK_START_ALGORITHM,
})

/** As its users set it: there, by clients.json for whoever reads the tokens, and in itself where it can be told. */
export function seatsOfUsers({ name, client, declared = 'RS256', orSet }: VerifierRow): Seat[] {
  const atIssuer = {
    id: `${name} by clients.json`,
    client,
    place: declared,
    algorithm: QUICK_START_ALGORITHM,
    setting: declarationOf(declared),
  }
  if (orSet === undefined) return [atIssuer]
  const { setting, client: other = client } = orSet
  return [{ id: `${name} set`, client: other, place: 'asItIs', algorithm: 'ES256', setting }, atIssuer]
}

export const allSeatsOf = (row: VerifierRow): Seat[] => [seatAsItIs(row), ...seatsOfUsers(row)]

/** Whether its quick start can believe an issuer that nobody has set: it signs by ES256. */
export const isGoodAsItIs = ({ told, knowsRS256Alone }: VerifierRow): boolean => !told && !knowsRS256Alone

/** The ways in which it believes the issuer. */
export const workingSeats = (row: VerifierRow): Seat[] => [
  ...(isGoodAsItIs(row) ? [seatAsItIs(row)] : []),
  ...seatsOfUsers(row),
]
