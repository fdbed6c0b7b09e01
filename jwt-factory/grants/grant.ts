import type { Clock } from '#core/clock'
import type { Claims } from '#core/token/claims'
import type { RequestContext } from '#core/trace/request-context'
import type { Issuer, Issuers } from '../issuer.ts'
import type { JudgeAssertion, PresentedAssertion, Spend } from '../oauth/proof/assertion.ts'
import type { Form } from '../oauth/request/form.ts'
import type { JudgeOwnToken } from '../oauth/granted/own-token.ts'
import type { Client, Clients } from '../registered-clients/clients.ts'

/**
 * A way to get a token. The frame (oauth/token.ts) does what all share: the client is authenticated, the audience and
 * the scope are checked against its declaration before, and the bounds are applied after. So no grant can forget them.
 */
export interface Grant {
  /** The `grant_type`. */
  readonly type: string
  /**
   * Says whom the token will speak of, and what bounds it.
   * @throws OAuthError
   */
  authorise(application: Application, tools: GrantTools): Authorised | Promise<Authorised>
}

/** A request for a token by a client that is believed. */
export interface Application {
  context: RequestContext
  form: Form
  client: Client
  /** Uses up what has proved the client. */
  spend: Spend
  /** The assertion that is the grant, where it alone has proved the client. */
  presented?: PresentedAssertion
  /** The one recipient; the client may call it. */
  audience: string
  /** What is asked for; the client may have it. */
  scopes: readonly string[]
}

/** With what a grant finds out whether to believe what was presented. */
export interface GrantTools {
  issuer: Issuer
  issuers: Issuers
  clients: Clients
  judgeOwnToken: JudgeOwnToken
  judgeAssertion: JudgeAssertion
  clock: Clock
}

/** What a grant found out. */
export interface Authorised {
  sub: string
  /** The client asks in its own name: its declared claims may say of whom the token speaks. */
  isOwnName?: true
  /** The token has no more than these: the rights of what was presented. */
  withinScopes?: readonly string[]
  /** These are asked for where the request itself asks for none; the client may have them, or is refused. */
  asksScopes?: readonly string[]
  /** The token ends then at the latest: the end of what was presented, in seconds since 1970. */
  notAfter?: number
  /** Further claims, for instance `act`. */
  claims?: Claims
  /** Called right before the token is signed: uses up what may be used once, and refuses what is over by then. */
  spend?: Spend
  kind?: TokenKind
}

/** What is issued: an access token, unless the grant says otherwise. */
export interface TokenKind {
  /** `typ` of the header. */
  type: string
  /** `token_type` of the answer. */
  use: 'Bearer' | 'N_A'
  /** `issued_token_type` of the answer (RFC 8693 §2.2.1). */
  issuedTokenType?: string
  /** The longest life, in seconds. */
  maxLifetimeSeconds?: number
}
