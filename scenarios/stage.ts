import type { BrowserOfPlay } from './browser-of-play.ts'
import type { Role } from './cast.ts'

/** What a service can do in a play. Tokens are expired where the person who plays asked for it (`?expired=…`). */
export interface Stage {
  /** Is this variant played? It must be one that the scenario explains. */
  hasVariant(name: string): boolean

  /** Is each token of this play the one of a name (`?token=NAME`)? It is then good with one change, or none at all: ''. */
  readonly isOfName: boolean

  /** A token that the factory signed: about the caller, for this callee. */
  tokenFromFactory(callee: Role): Promise<string>
  /** A token that the caller signs itself, with its own key pair. It lives for seconds. */
  selfSignedToken(callee: Role): Promise<string>
  /**
   * An access token for this callee, by client credentials (RFC 6749 §4.4). The factory is found by discovery; the
   * caller proves who it is with its own key (RFC 7523), or with the secret that it shares with the factory. Each is a
   * new one, unless the caller wants to use one again for most of its life. A kept one that a callee refuses is
   * replaced, once; the stubborn keep it.
   */
  accessToken(
    callee: Role,
    wanted?: { scope?: string; secret?: boolean; reuse?: boolean; stubborn?: boolean },
  ): Promise<string>
  /** An access token for this callee, on behalf of whoever the received one is about (RFC 8693). */
  exchangeToken(received: string, callee: Role, wanted?: { scope?: string }): Promise<string>
  /** Tells the factory that an access token must not be believed any more (RFC 7009). */
  revoke(token: string): Promise<void>

  /** The factory publishes a new key for tokens of this service, and does not sign with it yet. */
  prepareKey(): Promise<void>
  /** The factory signs tokens of this service with a new key from now on: with the prepared one, if there is one. */
  renewKey(): Promise<void>
  /** The factory takes the key that signed this token out of its key set at once. */
  revokeKeyOf(token: string): Promise<void>

  /**
   * Asks the callee for `/echo` in plain HTTP, as a service does that knows of no tokens: by way of the caller's signer, or
   * without it. The result is what came back: what the callee saw, or the refusal of its verifier.
   */
  askPlainly(callee: Role, way?: 'without its signer'): Promise<unknown>
  /** The caller's signer signs with a new key from now on, and publishes it in the registry first. */
  rotateSignerKey(): Promise<void>

  /** A token of a user who has logged in: the factory signs it, in the name of the issuer of users. */
  userToken(): Promise<string>
  /** A token of the same user by an issuer that the mesh does not know: the caller signs it with its own key. */
  strangeUserToken(): Promise<string>
  /**
   * Asks for the page behind the ingress of the mesh, for a user or for nobody. The result is what each backend answered by name,
   * or the refusal of the page itself.
   * @param policies the state of the walk whose policies hold for this play
   */
  askPage(policies: string, token?: string): Promise<unknown>

  /**
   * A token of a consumer, minted by the gateway without a store. A refusal is an answer like any other.
   * @param terms 'public-key': the gateway has no secret
   */
  consumerToken(consumer: string, terms?: 'public-key'): Promise<string | GatewayRefusal>
  /** A token that the caller signs with the credential that the consumer has at the gateway with plugins. */
  credentialToken(wanted?: { flaw?: 'expired' | 'forged' | 'unknown-key' }): Promise<string>
  /** A token of the consumer that the factory signs, of whose key the gateway has the public half. @param further claims */
  factoryConsumerToken(further?: { notes: string }): Promise<string>
  /**
   * Asks a gateway for `/echo` of the callee, with a token. The result is what the callee received, or the refusal.
   * @param asked `terms` is the configuration that holds for this request; absent: its own. `inQuery` is a further token;
   *   `says` is what the caller claims to be in headers that only a gateway may say
   */
  askGateway(gateway: Gateway, token: string, asked?: GatewayAsked): Promise<unknown>
  /** The same, until the gateway with plugins refuses: what became of each call. */
  askUntilRefused(token: string, terms: string): Promise<unknown>
  /** The token is believed no longer by the gateway without a store, whatever it says. */
  blackList(token: string): Promise<void>
  /** Asks with tokens of which a claim grows, until one does not arrive: how large it was at last, and how it was refused. Told in one step. */
  growClaim(terms: string): Promise<unknown>

  /**
   * A token for a relay, which the factory signs: to connect to these endpoints, and to listen for those.
   * @param wanted `signer: 'itself'`: the caller signs it with its own key; `lifetimeSeconds`: absent, as long as any
   */
  relayToken(wanted: RelayRights & { signer?: 'itself'; lifetimeSeconds?: number }): Promise<string>
  /**
   * Asks for `/echo` of an endpoint by way of a relay. The result is what whoever listens there received, or the refusal.
   */
  askRelay(relay: RelayParty, endpoint: string, token: string, asked?: RelayExtras): Promise<unknown>
  /** Dials a relay as an agent does, to listen for an endpoint, and hangs up at once: whether it may. */
  listenAtRelay(relay: RelayParty, endpoint: string, token: string): Promise<unknown>
  /**
   * Stays connected to one endpoint, and listens for another, with a token that ends meanwhile: the clock of the relays is moved, and
   * then set back. The result is what became of both connections.
   */
  outliveToken(relay: RelayParty, endpoints: { connect: string; listen: string }): Promise<unknown>

  /**
   * Acts with people whose directory is there for this play alone, and thrown away after it.
   * @param dialect how it gives out tokens and renews them: as ours does, or as Stoke
   * @param more `unsafeClaims`: values may have commas
   */
  withPeople<Result>(
    dialect: 'strict' | 'stoke',
    act: (people: PeopleOfPlay) => Promise<Result>,
    more?: { unsafeClaims?: true },
  ): Promise<Result>
  /** Calls the callee's side of this scenario for a person, with their token. The result is the answer: let in, or refused and why. */
  callForPerson(callee: Role, token: string): Promise<unknown>

  /**
   * Acts with the browser of a person, which is there for this play alone. What it opens is behind the login gateway.
   * @param policies the state of the walk whose policies hold for this play
   */
  withBrowser<Result>(policies: string, act: (browser: BrowserOfPlay) => Promise<Result>): Promise<Result>

  /** Calls the callee's side of this scenario over TLS. The result is what the callee answered: good, or refused and why. */
  call(callee: Role, token: string): Promise<unknown>
  /**
   * The same for several callees at once. One that fails is its own entry; only when all fail does the play.
   * @returns the entries in the order of the callees
   */
  atOnce(callees: readonly Role[], act: (callee: Role) => Promise<unknown>): Promise<unknown[]>
}

/** What a person has after a login. */
export interface PersonTokens {
  readonly token: string
  readonly refresh: string
}

/** The directory says no. */
export interface PersonRefused {
  readonly valid: false
  readonly reason: string
  readonly message: string
}

/** People of one play: `tester` reads and writes the log, `reader` reads it. */
export interface PeopleOfPlay {
  logIn(username: string): Promise<PersonTokens>
  /** @param who asks, and why it is told; absent: the person */
  renew(tokens: PersonTokens, who?: string): Promise<PersonTokens | PersonRefused>
  /**
   * An admin takes somebody out of a group.
   * @param by somebody who says that they may, with their token; absent: whoever looks after the directory
   * @returns undefined where it is done
   */
  takeOut(username: string, group: string, by?: PersonTokens): Promise<PersonRefused | undefined>
  /** An admin gives a group a claim with a value. @returns undefined where it is done */
  give(group: string, claim: string, value: string): Promise<PersonRefused | undefined>
  /** Says in the trace what the play has shown. */
  finds(what: string): void
}

/** Whoever stands before a callee and says who asks. */
export type Gateway = 'stateless-gateway' | 'plugin-gateway'

export interface GatewayAsked {
  terms?: string
  inQuery?: string
  says?: string
}

/** Who hands on to an agent what is meant for its endpoint. */
export type RelayParty = 'relay' | 'piko-relay'

/** What a token for a relay is good for. Absent: its claim is absent. */
export interface RelayRights {
  /** Endpoints that it may connect to. */
  connect?: readonly string[]
  /** Endpoints that it may listen for; one that does as Piko does knows no such right, and goes by the other. */
  listen?: readonly string[]
}

/** What is said to a relay beside the token. */
export interface RelayExtras {
  /** A token that stands in Authorization; that for the relay comes in a header of its own then. */
  own?: string
  /** The caller plays whoever got hold of its token: a trace says so. */
  asWhoeverGotIt?: true
}

/** What a gateway says in place of what it was asked for. */
export interface GatewayRefusal {
  message: string
  valid: false
  status: number
  reason: string
}
