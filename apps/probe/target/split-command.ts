/** A pasted command cannot be used. The message says why, and never shows what stood in it but names of options. */
export class CommandRefused extends Error {
  override readonly name = 'CommandRefused'
}

/** Characters. */
const LONGEST_COMMAND = 65_536

const SIMPLE_ESCAPES: Record<string, string> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\u0007',
  b: '\b',
  e: '\u001b',
  E: '\u001b',
  f: '\f',
  v: '\v',
}

/**
 * Splits a command line into its words, as bash does: quotes of all three kinds, escapes, continued lines. What bash would
 * put something else in place of (variables, commands) is refused: it could be anything.
 * @throws CommandRefused
 */
export function splitCommand(text: string): string[] {
  if (text.length > LONGEST_COMMAND) throw new CommandRefused('the command is longer than 64 KB')
  const words: string[] = []
  let word: string | undefined
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    at += found?.length ?? 0
    return found
  }
  let at = 0
  while (at < text.length) {
    if (take(/(?:[ \t\r\n]|\\\r?\n)+/y) !== undefined) {
      if (word !== undefined) words.push(word)
      word = undefined
      continue
    }
    const part =
      take(/[^\s"'\\$`|;&<>()^]+|\^(?!["\r\n])/y) ??
      unquote(take(/'[^']*'/y)) ??
      unescape(take(/"(?:[^"\\$`]|\\[^])*"/y)) ??
      fromAnsi(take(/\$'(?:[^'\\]|\\[^])*'/y)) ??
      take(/\\[^]/y)?.slice(1)
    if (part === undefined) throw new CommandRefused(whyNoWord(text.slice(at, at + 2), text.slice(at)))
    word = (word ?? '') + part
  }
  if (word !== undefined) words.push(word)
  return words
}

const unquote = (quoted?: string) => quoted?.slice(1, -1)

/** Within double quotes a backslash means itself before most letters. */
const unescape = (quoted?: string) => quoted?.slice(1, -1).replace(/\\(?:\r?\n|([$`"\\]))/g, '$1')

const ANSI_ESCAPE = /\\(?:x([\da-fA-F]{1,2})|u([\da-fA-F]{1,4})|U([\da-fA-F]{1,8})|([0-7]{1,3})|([^]))/g

function fromAnsi(quoted?: string): string | undefined {
  return quoted?.slice(2, -1).replace(ANSI_ESCAPE, (_all, hex, short, long, octal, letter) => {
    if (letter !== undefined) return SIMPLE_ESCAPES[letter] ?? (/["'?\\]/.test(letter) ? letter : `\\${letter}`)
    const code = octal === undefined ? Number.parseInt(hex ?? short ?? long, 16) : Number.parseInt(octal, 8) % 256
    if (code > 0x10ffff) throw new CommandRefused('the command has a character that Unicode has not')
    return String.fromCodePoint(code)
  })
}

function whyNoWord(start: string, rest: string): string {
  if (start.startsWith('^')) return 'the command is written for cmd of Windows: copy it as cURL (bash)'
  if (start.startsWith("'") || start.startsWith("$'")) return 'a quote in the command is not closed'
  if (start.startsWith('"') && !/[$`]/.test(rest)) return 'a quote in the command is not closed'
  if (/^`\r?\n?/.test(start) && /^`\s*$/m.test(rest.slice(0, 3))) {
    return 'the command is written for PowerShell: copy it as cURL (bash)'
  }
  if (/^[|;&<>()]/.test(start)) return `the command has a ${start[0]} outside of quotes: give the curl command alone`
  return 'the command has a variable or another command in it: write out what it stands for'
}
