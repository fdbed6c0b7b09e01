/** The controls say that a run would mean nothing. The message says why, and what to do. */
export class CannotProbe extends Error {
  override readonly name = 'CannotProbe'
}
