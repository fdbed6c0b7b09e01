/** A key that no verifier should use. The message says what is wrong with it and shows none of its members. */
export class KeyRefused extends Error {
  override readonly name = 'KeyRefused'
}

/** The source of the keys cannot answer at the moment: whoever asks cannot decide, and fails closed. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable'
}

/** There is no room for another key or ring: anybody may ask for one, so there are bounds. */
export class TooManyKeys extends Error {
  override readonly name = 'TooManyKeys'
  /** When there is room again; undefined when nobody can tell. */
  readonly retryAfterSeconds: number | undefined

  constructor(message: string, retryAfterSeconds?: number) {
    super(message)
    this.retryAfterSeconds = retryAfterSeconds
  }
}
