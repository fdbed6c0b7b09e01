/** In single quotes, a shell takes every character as it is; that of Windows knows double ones, which no path has. */
export const quoteForShell = (word: string) =>
  process.platform === 'win32' ? `"${word}"` : `'${word.replaceAll("'", String.raw`'\''`)}'`
