/** A token in compact form (RFC 7519 §3): its header begins with a brace, so its first letters are these. */
const TOKEN = /eyJ[\w-]+\.[\w-]+\.[\w-]*/

/** The last lines of a token that was broken into lines. */
const GOES_ON = /^\s+[\w-][\w\s-]*$/

/**
 * Finds the token in a longer text, such as a line of curl.
 * @returns undefined where there is none, where nothing else stands around it, or where it is a token in several lines
 */
export function takenOut(text: string): string | undefined {
  if (!/\s/.test(text.trim())) return undefined
  const found = TOKEN.exec(text)
  if (!found) return undefined
  const before = text.slice(0, found.index).trim()
  const after = text.slice(found.index + found[0].length)
  return before === '' && GOES_ON.test(after) ? undefined : found[0]
}
