import type { Clock } from '../clock.ts'
import { createOpenConnections, type OpenConnections } from './open-connections.ts'
import { createRemembered, type Remembered } from './remembered.ts'
import type { SessionRenewal } from './session.ts'

/**
 * What is only known here, and to all logins of a process: they take each other's sessions, where they have one key, one provider and
 * one client, so who logs out at one of them has logged out at all, and a refresh token is used once.
 */
export interface LoginMemory {
  /** Sessions in cookies that were ended before their time: a cookie may have been copied. */
  ended: Remembered
  /** Logins that were taken. Beyond these, and at another gateway, it is the provider alone that takes a code once. */
  taken: Remembered
  connections: OpenConnections
  renewals: RunningRenewals
}

export interface RunningRenewals {
  running: Map<string, Promise<SessionRenewal>>
  /** Of sessions in cookies. */
  done: Map<string, { renewal: SessionRenewal; until: number }>
}

const MOST_OF_LOGINS = 20_000

export const createLoginMemory = (clock: Clock): LoginMemory => ({
  ended: createRemembered(MOST_OF_LOGINS, clock),
  taken: createRemembered(MOST_OF_LOGINS, clock),
  connections: createOpenConnections(),
  renewals: { running: new Map(), done: new Map() },
})
