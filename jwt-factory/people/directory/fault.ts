/** Why a change of a directory cannot be made. */
export type DirectoryFaultReason =
  /** What it names is not there. */
  | 'unknown'
  /** Somebody else has that name. */
  | 'taken'
  /** It would say what tokens say by themselves. */
  | 'reserved'
  /** It would read as two values. */
  | 'comma'
  /** Empty, too long, or with signs that nobody sees. */
  | 'unfit'
  /** The directory may not grow more. */
  | 'full'

/** A change that is refused: nothing of it was made. The message is for whoever asked for it. */
export class DirectoryFault extends Error {
  override readonly name = 'DirectoryFault'
  readonly reason: DirectoryFaultReason

  constructor(reason: DirectoryFaultReason, message: string) {
    super(message)
    this.reason = reason
  }
}
