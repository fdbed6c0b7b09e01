import { shownText } from '#core/shown-text'
import { DirectoryFault } from './fault.ts'

/** Of names and addresses, in letters. */
export const LONGEST_ENTRY_NAME = 200
/** Of all other texts. */
export const LONGEST_DESCRIPTION = 1000

/**
 * Whatever a page or a terminal does not show as it is, nobody can tell from something else.
 * @param part what the text is, for the message
 * @throws DirectoryFault
 */
export function checkEntryText(part: string, text: string, longest: number, shortest = 1): void {
  const length = [...text].length
  if (length < shortest) throw new DirectoryFault('unfit', `${part} is empty`)
  if (length > longest) throw new DirectoryFault('unfit', `${part} has more than ${longest} letters`)
  if (text !== text.trim()) throw new DirectoryFault('unfit', `${part} begins or ends with a space`)
  if (shownText(text) !== text) throw new DirectoryFault('unfit', `${part} has signs that nobody sees`)
}

/** As much of a text as a message has room for. */
export const partShown = (text: string): string => shownText(text.slice(0, 100))
