/** In single quotes, a shell takes every character as it is; that of Windows knows double ones, which no path has. */
export const quoteForShell = (word: string) =>
  process.platform === 'win32' ? `"${word}"` : `'${word.replaceAll("'", String.raw`'\''`)}'`

/** The same where it is needed: a word that a shell takes as it is stays as it is. */
export const shellWord = (word: string) => (/^[\w@%+=:,./\\-]+$/.test(word) ? word : quoteForShell(word))
