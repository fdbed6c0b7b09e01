/** What somebody sees who has opened an address: what the page says, a refusal, or where they were sent and did not go. */
export type Seen = Record<string, unknown>

export interface BrowserAsks {
  /** What is different at the gateway, or at the page behind it, for what is asked here. */
  terms?: 'later' | 'api' | 'jwt-alone'
  /** Headers that only a gateway may say, with this for a name. */
  says?: string
}

/** A browser as everybody has one: it keeps cookies, goes where it is sent, and shows the form of whoever logs people in. */
export interface BrowserOfPlay {
  /**
   * Opens a path at the login gateway, and goes on until there is a page. Where a name and a password are wanted the person types
   * them in, but for whoever stays `outside`.
   */
  open(path: string, who?: 'outside', how?: BrowserAsks): Promise<Seen>
  /** Opens it, and goes nowhere it is sent. */
  ask(path: string, how?: BrowserAsks): Promise<Seen>
  /** Logs in, and does not go back to the gateway: where it would go now, with the code in it. */
  untilSentBack(path: string): Promise<string>
  /** With which path it came back from its last login. */
  readonly cameBackBy: string
  /** Another browser, without cookies or with a copy of all that this one has at this moment. */
  another(name: string, cookies?: 'copied'): BrowserOfPlay
  /** Says in the trace what the play has shown. */
  finds(what: string): void
}
