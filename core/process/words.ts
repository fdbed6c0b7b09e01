/** A command was called in a way that it does not know. */
export class WrongCall extends Error {
  override readonly name = 'WrongCall'
}

/**
 * A process is told everything by settings. A word that it does not know was meant for something: it is not left out.
 * @throws WrongCall naming it
 */
export function refuseWords(words: readonly string[]): void {
  const [first] = words
  if (first === undefined) return
  throw new WrongCall(
    `the word "${first}" is not known here. What is to be set stands in the environment or in .env; .env.example has all.`,
  )
}
