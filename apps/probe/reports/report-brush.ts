import { styleText } from 'node:util'
import { shownText } from '#core/shown-text'

type Style = Parameters<typeof styleText>[0]

/** Colours a text, or leaves it as it is. */
export type ReportBrush = (style: Style, text: string) => string

export const createBrush =
  (isColoured: boolean): ReportBrush =>
  (style, text) =>
    isColoured ? styleText(style, text, { validateStream: false }) : text

/** More of a text that somebody else wrote is not for a terminal. Characters. */
const MOST_OF_TERMINAL_TEXT = 600

/** A text of somebody else, fit for one line. A gap in it makes no column. */
export function terminalText(text: string): string {
  const shown = shownText(text.slice(0, MOST_OF_TERMINAL_TEXT).replace(/\s+/g, ' ').trim())
  return text.length > MOST_OF_TERMINAL_TEXT ? `${shown}…` : shown
}
