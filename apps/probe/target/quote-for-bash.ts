/** One word for bash, whatever is in it but NUL: no word of a command can have that. */
export function quoteForBash(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text
  if (!/[^\x20-\x7e]/.test(text)) return `'${text.replaceAll("'", String.raw`'\''`)}'`
  return `$'${text.replace(/[\\']|\p{Cc}/gu, escapedForBash)}'`
}

function escapedForBash(letter: string): string {
  if (letter === '\\' || letter === "'") return `\\${letter}`
  const code = letter.charCodeAt(0)
  return code < 0x80 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
}
