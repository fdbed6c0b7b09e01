/** Why somebody gets no token, in stable words that are safe to show. */
export type PeopleRefusal =
  /** No such person, or another password: nobody is told which. */
  | 'wrong-credentials'
  /** The person lacks a claim that the login requires. */
  | 'claims-missing'
  /** The password is right, and the entry of another directory does not say enough, or says what is somebody else's here. */
  | 'unfit-entry'
  /** All that the person is told of does not fit into one header of a request. */
  | 'claims-too-long'
  /** Too many wrong guesses at this name wait already. */
  | 'too-many-guesses'
  /** The refresh value is none of ours, has ended, or belongs to another token. */
  | 'unknown-refresh'
  /** It was used before: whoever has it, somebody else has it too. */
  | 'used-refresh'
  /** All that came of this login was taken back. */
  | 'revoked-login'
  /** It was renewed as often as it may be. */
  | 'no-renewal-left'
  /** Too many tokens of the login live: the refresh value is not used up. */
  | 'too-many-renewals'
  /** The person is no longer there, or has another password by now. */
  | 'changed-person'

/** How each dialect says no: ours by its reason, and the original with one answer for all (ST-9, A.9 item 7). */
export const REFUSAL_STATUS: Record<PeopleRefusal, { readonly strict: number; readonly stoke: number }> = {
  'wrong-credentials': { strict: 401, stoke: 401 },
  'claims-missing': { strict: 403, stoke: 401 },
  'unfit-entry': { strict: 403, stoke: 401 },
  'claims-too-long': { strict: 403, stoke: 401 },
  'too-many-guesses': { strict: 429, stoke: 401 },
  'unknown-refresh': { strict: 401, stoke: 401 },
  'used-refresh': { strict: 401, stoke: 401 },
  'revoked-login': { strict: 401, stoke: 401 },
  'no-renewal-left': { strict: 401, stoke: 401 },
  'too-many-renewals': { strict: 429, stoke: 401 },
  'changed-person': { strict: 401, stoke: 401 },
}

/** Somebody gets no token. */
export class PeopleRefused extends Error {
  override readonly name = 'PeopleRefused'
  readonly reason: PeopleRefusal
  /** Tokens that live and should no longer be believed, by their ids: whoever can take them back does. */
  readonly revoke: readonly TokenToRevoke[]

  constructor(reason: PeopleRefusal, revoke: readonly TokenToRevoke[] = []) {
    super(reason)
    this.reason = reason
    this.revoke = revoke
  }
}

/** A token by its `jti`, and when it ends: seconds since 1970. */
export interface TokenToRevoke {
  readonly tokenId: string
  readonly exp: number
}
