/** A key that no verifier should use. The message says what is wrong with it and shows none of its members. */
export class KeyRefused extends Error {
  override readonly name = 'KeyRefused'
}
