const WORD = /(?:'[^']*'|"[^"]*"|[^\s'"])+/g

/** The words of a line, as a shell hands them on: what stands in quotes is one, and the quotes are gone. */
export const shellWords = (line: string): string[] =>
  (line.match(WORD) ?? []).map((word) => word.replaceAll(/'([^']*)'|"([^"]*)"/g, '$1$2'))
