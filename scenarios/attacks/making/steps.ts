/** One request, in a form that can be written to a socket as it is. */
export interface AttackRequest {
  readonly method: string
  /** Absent: the path of the target, or of the endpoint. */
  readonly path?: string
  /** Put behind the path, without its question mark. */
  readonly query?: string
  /** In their order; a name may come twice. Each character of a value is one byte (ISO 8859-1). */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body?: string
  /** fetch would change or refuse it, so it goes through a raw socket. */
  readonly raw?: true
}

/** What the issuer says when it is asked for its key set. `hangs` says nothing at all. */
export type PublishedAnswer =
  | { readonly jwks: unknown }
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body: string }
  | 'hangs'

/** What happens in an attempt, one after the other. There are no other kinds. */
export type AttackStep =
  /** To the target. What is only a preparation must be believed, or what follows means nothing. */
  | { readonly do: 'send'; readonly request: AttackRequest; readonly preparation?: true }
  /** Many at the same time. @param believed how many may be: of one-time tokens one, of others none */
  | { readonly do: 'send-together'; readonly requests: readonly AttackRequest[]; readonly believed: number }
  /** To an endpoint of the issuer. */
  | {
      readonly do: 'ask-issuer'
      readonly endpoint: 'token' | 'introspection' | 'revocation'
      readonly request: AttackRequest
      readonly preparation?: true
    }
  /**
   * The issuer publishes this from now on, until the attempt ends. 'read': the next step waits until the target has it.
   * 'unread': it goes on while the target still remembers the one before.
   */
  | { readonly do: 'publish'; readonly answer: PublishedAnswer; readonly until: 'read' | 'unread' }
  /** Moves the clock of issuer and target, or waits so long. 'target': its clock alone. */
  | { readonly do: 'move-clock'; readonly seconds: number; readonly of: 'all' | 'target' }
  /** The issuer revokes a token (RFC 7009). */
  | { readonly do: 'revoke'; readonly token: string }

/** One way to carry out a case. The answer to its last request is what counts. */
export interface Attempt {
  /** Which one it is, where a case has several. */
  readonly label?: string
  /** It bears a good token of another kind: what makes it that is the one thing. */
  readonly kind?: string
  readonly steps: readonly AttackStep[]
  /** The tokens in it, as they were made: for whoever shows them beside the good one. */
  readonly tokens: readonly string[]
}
