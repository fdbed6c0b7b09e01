import type { Clock } from '#core/clock'
import type { Algorithm } from '#core/token/algorithms'
import { TokenRejected } from '#core/token/rejection'
import type { KeySource } from '#core/token/trust'
import type { RequestContext } from '#core/trace/request-context'
import type { KeyLog } from './key-log.ts'

/** Where a verifier gets public keys. */
export interface KeyServer {
  /**
   * The keys of ONE issuer, as one request sees them: the `keys` of a Trust with that `issuer`. A question to others stands in the
   * trace of the request that asks it. Selecting throws TokenRejected unknown-key, revoked-key, expired-key or pending-key, and
   * KeysUnavailable when it cannot be decided.
   */
  keysOf(issuer: string, context?: RequestContext): KeySource
  state(): KeyServerState
  close(): Promise<void>
}

export interface KeyServerParts {
  /** Nothing is asked, and nothing kept, for another issuer. With `any`, the number is bounded. */
  issuers: readonly string[] | 'any'
  /** A key that was given must be for one of these. */
  algorithms: readonly Algorithm[]
  /** By which keys age. */
  clock: Clock
  /** For time limits, and by which others are spared; as `clock`, when absent. */
  machine?: Clock
  /** For one answer of the server; where it is absent, a little. Milliseconds. */
  patience?: number
  log: KeyLog
  /** HOST: where `localhost` is. */
  host?: string
  /** What traces call the registry. Absent: what it is. */
  registryName?: string
}

/** For whoever looks after the process. Dates in milliseconds since 1970. */
export interface KeyServerState {
  type: 'preshared' | 'keyregistry' | 'jwks'
  /** How many are kept. */
  keys: number
  /** The server does not answer, in plain words; known keys go on for some time. */
  trouble?: { what: string; since: number }
}

/** Of an issuer that is not on the list: nothing is asked for it. */
export const KEYS_OF_NOBODY: KeySource = {
  select() {
    throw new TokenRejected('unknown-key')
  },
}
