/** A person who is logged in at this gateway. */
export interface Session {
  /** Of one in cookies: the same however often it was renewed. No secret. */
  id?: string
  subject: string
  idToken: string
  accessToken: string
  refreshToken?: string
  /** From then on the tokens must be renewed, or there must be a new login. Milliseconds since 1970, as the other. */
  validUntil: number
  /** Then it is over, whatever was renewed. */
  endsAt: number
}

/** A session as it was found for a request. */
export interface FoundSession {
  session: Session
  /** The same for all requests of the session, and no secret. */
  key: string
  /** As it was kept: who renews it says what he renews. */
  kept: string
}

/** What became of a session whose tokens had to be renewed. */
export type SessionRenewal =
  | { kind: 'renewed'; session: Session; cookies: readonly string[] }
  /** The provider gives no more, or the session was ended meanwhile: there must be a new login. */
  | { kind: 'refused'; why: string }
  /** Nobody can say at the moment. */
  | { kind: 'away' }

/** Where sessions are kept. What a store throws passes through: StoreUnavailable. */
export interface Sessions {
  /** @param cookies the Cookie header; 'twice': the browser sends a cookie of ours twice */
  find(cookies: string | undefined): Promise<FoundSession | 'twice' | undefined>
  /**
   * Keeps a new session, under an id of its own; one that the browser had before is over.
   * @returns the cookies that the browser is to keep
   * @throws SessionTooLarge, TooManySessions
   */
  open(session: Session, cookies: string | undefined): Promise<string[]>
  /**
   * Keeps what was renewed.
   * @returns undefined when the session was ended meanwhile
   */
  renew(found: FoundSession, session: Session): Promise<string[] | undefined>
  /** @returns the cookies that the browser is to forget */
  end(found: FoundSession | undefined, cookies: string | undefined): Promise<string[]>
  /**
   * Lets one at a time renew a session, over all gateways that share the store.
   * @returns what the session is when another has renewed it meanwhile; 'mine': renew it, and `leave` in the end
   */
  takeTurn(found: FoundSession): Promise<{ mine: true; leave(): Promise<void> } | { mine: false; now?: FoundSession }>
  /** Whether a cookie belongs to the login, and does not go on to the application. */
  isOurs(name: string): boolean
  /** Of its first cookie: for a challenge, and for people. */
  readonly cookieName: string
}

/** Its tokens are more than a browser keeps, or the store has room for. */
export class SessionTooLarge extends Error {
  override readonly name = 'SessionTooLarge'
}

/** Nobody else can log in for now. */
export class TooManySessions extends Error {
  override readonly name = 'TooManySessions'
}
