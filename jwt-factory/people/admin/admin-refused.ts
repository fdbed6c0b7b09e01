/** Why an administrator does not get what they ask for, in stable words that are safe to show. */
export type AdminRefusal =
  /** They are no longer there, or have another password by now. */
  | 'changed-person'
  /** The letters of their claim `stk` do not let them. */
  | 'no-letter'
  /** Nothing may be changed here. */
  | 'read-only'
  /** The configuration protects this user, group or claim. */
  | 'protected'
  /** It gives or takes what only superusers have: that is for somebody whose `stk` is exactly `S`. */
  | 'superuser-only'
  /** It would give somebody powers that they do not have themselves, or power over somebody who has. */
  | 'more-powers'
  /** Nobody would be left who may do everything. */
  | 'last-superuser'
  /** Whoever has only a token for half an hour must not keep out whose it is. */
  | 'own-password'
  /** There is no such entry. */
  | 'not-there'
  /** The old password is not the right one. */
  | 'wrong-password'
  /** Too many wrong guesses at this password wait already. */
  | 'too-many-guesses'

/** What is refused, and nothing of it was made. */
export class AdminRefused extends Error {
  override readonly name = 'AdminRefused'
  readonly reason: AdminRefusal

  constructor(reason: AdminRefusal) {
    super(REFUSAL_TEXTS[reason])
    this.reason = reason
  }
}

const REFUSAL_TEXTS: Record<AdminRefusal, string> = {
  'changed-person': 'you are no longer there, or have another password by now: log in again',
  'no-letter': 'the letters of your claim stk do not let you do this',
  'read-only': 'this directory is read only (users.policy_config.read_only_mode)',
  protected: 'the configuration protects this from changes (users.policy_config)',
  'superuser-only': 'what superusers have is given and taken by somebody whose claim stk is exactly S',
  'more-powers': 'nobody gives powers that they do not have, nor changes somebody who has more of them',
  'last-superuser': 'somebody must be left who may do everything (stk=S)',
  'own-password': 'your own password is changed with the old one, and not by force',
  'not-there': 'there is no such entry, or no longer',
  'wrong-password': 'the old password is not the right one',
  'too-many-guesses': 'there were too many wrong passwords for this name: try again in a moment',
}
