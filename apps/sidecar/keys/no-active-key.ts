/** Nothing can be signed at the moment: no key of this signer is known to the registry (yet). The message is the original's. */
export class NoActiveKey extends Error {
  override readonly name = 'NoActiveKey'

  constructor() {
    super('No key is yet active')
  }
}
