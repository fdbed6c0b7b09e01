/** A program that says a token. */
export interface TokenCommand {
  /** The program and its arguments; with `shell` one text, as a shell reads it. */
  words: readonly string[]
  shell: boolean
  /** How long it may take. Milliseconds. */
  timeout: number
}

/** Words apart by spaces; quotes hold words with spaces together. Nothing else has a meaning: there is no shell. */
const WORD = /\s*((?:"[^"]*"|'[^']*'|[^\s"'])+)/y

/**
 * @param line as a person writes it: `get-token --for "my endpoint"`
 * @returns undefined where a quote is not closed, or there is no word
 */
export function wordsOfCommand(line: string): string[] | undefined {
  const words: string[] = []
  const text = line.trimEnd()
  WORD.lastIndex = 0
  for (let at = 0; at < text.length; at = WORD.lastIndex) {
    const found = WORD.exec(text)
    if (!found) return undefined
    words.push((found[1] ?? '').replace(/"([^"]*)"|'([^']*)'/g, (_all, double, single) => String(double ?? single)))
  }
  return words.length > 0 ? words : undefined
}
