/** What a key is at a registry, at a moment. `ended`: it was retired and its grace is over, or nobody approved it in time. */
export type RegistryKeyState = 'pending' | 'approved' | 'retired' | 'expired' | 'revoked' | 'ended'

/** Who let a key be used: nobody, for it was the first of its service; a person; or an approved key, by rotation. */
export type ApprovedBy = 'first' | 'person' | 'rotation'

/** A key of a service, as `GET /control/registry` tells it. Dates are milliseconds since 1970. */
export interface ToldRegistryKey {
  kid: string
  algorithm: string
  state: RegistryKeyState
  /** Since when it has the state that was last given to it. */
  since: number
  publishedAt: number
  approvedBy?: ApprovedBy
  /** When its owner said that it is over. */
  expiresAt?: number
  /** Of a retired one: until then it can be read. */
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
