/** What an answer says in JSON; undefined where it says nothing in it. */
export function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
