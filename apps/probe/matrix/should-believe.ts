import type { CellKind, MatrixDoor, MatrixToken, TokenFlaw } from './token-matrix.ts'

/** What a door should say to a token, and the scenario that shows why it does otherwise. */
export interface Due {
  readonly isDue: boolean
  /** Where it is believed all the same, this scenario is there to show it. */
  readonly lesson?: number
  /** Nothing is due: what an own service does here is its own matter, and why. */
  readonly open?: OpenMatter
}

/**
 * What nobody can know of an own service: whose tokens it trusts, how long it keeps keys that it has fetched (no standard says), and what a
 * person needs to call it.
 */
export type OpenMatter = 'trust' | 'kept-keys' | 'rights'

/** The scenario that shows it: who checks by itself hears of no revocation. */
const LESSON_OF_REVOCATION = 10

/**
 * Whether a door should believe a token: by the kind of the token (RFC 8725 §3.11, §3.12), for whom it is (RFC 7519 §4.1.3) and
 * whether it was revoked. Nothing that a door says counts here.
 */
export function shouldBelieve(token: MatrixToken, door: MatrixDoor): Due {
  if (door.isOwnService) return dueAtOwnService(token, door)
  if (!door.kinds.includes(token.kind)) return { isDue: false }
  if (!isForDoor(token, door)) return { isDue: false }
  const flaw = token.flaw ?? flawAtEndpoint(token, door)
  if (flaw) return notDue(door.lessons?.[flaw])
  if (!hasRight(token, door)) return { isDue: false }
  if (!token.isRevoked) return { isDue: true }
  return notDue(door.knowsRevoked ? undefined : LESSON_OF_REVOCATION)
}

/** Whoever it trusts: what is for others, has expired or was changed by somebody is nothing that it may believe. */
function dueAtOwnService(token: MatrixToken, door: MatrixDoor): Due {
  if (!isForDoor(token, door)) return { isDue: false }
  if (token.flaw === 'withdrawn-key') return { isDue: false, open: 'kept-keys' }
  if (token.flaw) return { isDue: false }
  if (token.isRevoked) return notDue(LESSON_OF_REVOCATION)
  const lacksRight = door.kinds.includes(token.kind) && !hasRight(token, door)
  return { isDue: false, open: lacksRight ? 'rights' : 'trust' }
}

const notDue = (lesson: number | undefined): Due => ({ isDue: false, ...(lesson !== undefined && { lesson }) })

function isForDoor({ audience, endpoints }: MatrixToken, door: MatrixDoor): boolean {
  if (door.endpoint !== undefined && (endpoints?.length ?? 0) > 0 && !endpoints?.includes(door.endpoint)) return false
  if (door.isForAnybody) return true
  return door.audience === undefined ? audience.length === 0 : audience.includes(door.audience)
}

/** Who names no endpoint is for none, but where a lesson is about that. */
const flawAtEndpoint = ({ endpoints = [] }: MatrixToken, { endpoint }: MatrixDoor): TokenFlaw | undefined =>
  endpoint !== undefined && endpoints.length === 0 ? 'no-endpoint' : undefined

const hasRight = ({ rights = '' }: MatrixToken, { right }: MatrixDoor): boolean =>
  right === undefined || rights.split(',').includes(right)

/** What a door said: told by its controls, never by a status alone. */
export type SaidOfToken = 'believed' | 'refused' | 'used' | 'unknown'

/** The kind of a cell: what was said, against what was due. */
export function kindOfCell(said: SaidOfToken, { isDue, lesson, open }: Due): CellKind {
  if (said === 'unknown') return 'unknown'
  if (open === 'trust') return said === 'believed' ? 'right' : 'unknown'
  if (open !== undefined && said === 'believed') return 'unknown'
  if (said === 'believed') return isDue ? 'right' : lesson === undefined ? 'leak' : 'lesson'
  if (!isDue) return 'refused'
  return said === 'used' ? 'used' : 'missed'
}
