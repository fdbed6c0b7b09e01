/** Nothing can be signed at the moment: no key of this signer is known to the registry (yet). The message is the original's. */
export class NoActiveKey extends Error {
  override readonly name = 'NoActiveKey'

  /** The key that waits until a person approves it; absent where none does. */
  readonly pending: string | undefined

  constructor(pending?: string) {
    super('No key is yet active')
    this.pending = pending
  }
}
