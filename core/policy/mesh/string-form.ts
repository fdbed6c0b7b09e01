/** Whether a text fits. */
export type TextTest = (text: string) => boolean

/**
 * The forms of M-15: exact, `abc*`, `*abc`, `*`. One star at one end has a meaning; a second one, or one in the middle, is
 * a star that the text must have.
 * @param isStarForEmpty whether `*` takes an empty text too: it does for hosts, methods and headers
 */
export function compileForm(form: string, isStarForEmpty = false): TextTest {
  if (form === '*') return isStarForEmpty ? () => true : (text) => text !== ''
  if (form.startsWith('*')) {
    const end = form.slice(1)
    return (text) => text.endsWith(end)
  }
  if (form.endsWith('*')) {
    const start = form.slice(0, -1)
    return (text) => text.startsWith(start)
  }
  return (text) => text === form
}

/** Of the letters A to Z alone: others have no case on the wire. */
export const lowerAscii = (text: string) =>
  /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (some) => some.toLowerCase()) : text
