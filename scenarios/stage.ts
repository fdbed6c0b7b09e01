import type { Role } from './cast.ts'

/** What a caller can do in a play. Tokens are expired where the person who plays wished it (`?expired=…`). */
export interface Stage {
  /** A token that the factory signed: about the caller, for this callee. */
  tokenFromFactory(callee: Role): Promise<string>
  /** A token that the caller signs itself, with its own key pair. It lives for seconds. */
  selfSignedToken(callee: Role): Promise<string>
  /** Calls the callee's side of this scenario over TLS. The result is what the callee answered: good, or refused and why. */
  call(callee: Role, token: string): Promise<unknown>
  /**
   * The same for several callees at once. One that fails is its own entry; only when all fail does the play.
   * @returns the entries in the order of the callees
   */
  atOnce(callees: readonly Role[], act: (callee: Role) => Promise<unknown>): Promise<unknown[]>
}
