/** Controls (of the terminal, too), marks that turn the direction of a text or are not seen, and other ends of a line. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

/**
 * A text that somebody else has chosen, fit for one line of a log or a terminal: whatever would move the cursor, or colour,
 * end or turn the line, stands there as JSON escapes it. So JSON stays the same JSON. It stands by itself, as errorText does.
 */
export const shownText = (text: string): string => text.replace(UNSEEN, escaped)

/** The same for a text of several lines: they stay apart. */
export const shownLines = (text: string): string[] => text.split('\n').map(shownText)

const escaped = (sign: string) =>
  Array.from({ length: sign.length }, (_, at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')
