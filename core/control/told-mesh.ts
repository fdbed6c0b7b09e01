/** What the mesh of scenario 12 enforces for requests that bring no policies of a play along, as `GET /control/mesh` tells it. */
export interface ToldMesh {
  /** The policies at the end of the walk; or live ones, which somebody has set. */
  mesh: 'walk' | 'live'
  /** Live policies, as they were set. */
  policies?: string
  /** How many policies there are in them. */
  count?: number
  /** When they were set, by the clock of the machine: ISO 8601. */
  since?: string
  /** Key sets that they name and that could not be fetched, with the reason: tokens of these are refused. */
  troubles?: string[]
  /** CUSTOM policies with their authorizers, of which this mesh knows none: what they match is refused. */
  unasked?: string[]
}

/** No live policies are longer. Characters. */
export const LONGEST_LIVE_POLICIES = 60_000
