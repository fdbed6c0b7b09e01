/**
 * What a key is at a registry, at a moment. `awaited`: a person has approved its id, and it has not come yet. `ended`: it was retired
 * and its grace is over, nobody approved it in time, or it did not come.
 */
export type RegistryKeyState = 'awaited' | 'pending' | 'approved' | 'retired' | 'expired' | 'revoked' | 'ended'

/** Who let a key be used: nobody, for it was the first of its service; a person; or an approved key, by rotation. */
export type ApprovedBy = 'first' | 'person' | 'rotation'

/** A key of a service, as `GET /control/registry` tells it. Dates are milliseconds since 1970. */
export interface ToldRegistryKey {
  kid: string
  /** Absent: it has not come yet. */
  algorithm?: string
  state: RegistryKeyState
  /** Since when it has the state that was last given to it. */
  since: number
  publishedAt: number
  approvedBy?: ApprovedBy
  /** When its owner said that it is over. */
  expiresAt?: number
  /** Until then a retired one can be read, or an awaited one may come. */
  endsAt?: number
  /** How often its owner wants to replace it. */
  rotationSeconds?: number
  /** The key that is retired once this one is approved. */
  replaces?: string
}

export interface ToldService {
  service: string
  /** A person has approved a key of it: its place is not given to another. */
  kept: boolean
  /** The last one first. */
  keys: ToldRegistryKey[]
}

/** All services of a registry, or those that were asked for: those that wait for a person come first. */
export interface ToldRegistry {
  /** By the clock of the process. */
  now: number
  approval: 'first' | 'ask' | 'all'
  graceSeconds: number
  /** How many services there are that fit. */
  count: number
  /** How many keys wait for a person, whichever services were asked for. */
  pending: number
  services: ToldService[]
}
