import type { PartName } from '#core/token/dissect/dissect'

/** A piece of a pasted text: a part of the token in it, or what stands around it. */
export interface TokenPiece {
  text: string
  part?: PartName
}

/** The beginning of `{"` in base64url: so begins every header (RFC 7515 §3.1). */
const HEADER_BEGINS = /(?<![\w-])ey[\w-]/
const IS_OF_TOKEN = /[\w+/=-]/
const SIGNATURE_SIGNS = /^[\w+/=-]*/
/** A token that was broken into lines, to the end of the text. */
const BROKEN_SIGNATURE = /^[\w+/=-]*(?:\s+[\w+/=-]+)*\s*$/

/**
 * Finds the three parts of the token in a text, for their colours: for eyes, and for nothing else. A broken token has as many as can be
 * told apart.
 * @returns pieces that make the whole text; one alone where there is no token
 */
export function tokenPieces(text: string): TokenPiece[] {
  const from = beginningOf(text)
  const toHeader = from < 0 ? -1 : text.indexOf('.', from)
  if (toHeader < 0) return [{ text }]
  const toPayload = text.indexOf('.', toHeader + 1)
  if (toPayload < 0)
    return pieces(
      text,
      [from, toHeader, toHeader + 1, endOfToken(text, toHeader + 1)],
      ['header', undefined, 'payload'],
    )
  const marks = [from, toHeader, toHeader + 1, toPayload, toPayload + 1, endOfToken(text, toPayload + 1)]
  return pieces(text, marks, ['header', undefined, 'payload', undefined, 'signature'])
}

function beginningOf(text: string): number {
  const found = HEADER_BEGINS.exec(text)
  if (found) return found.index
  let from = text.indexOf('.')
  if (from < 0 || text.indexOf('.', from + 1) < 0) return -1
  while (from > 0 && IS_OF_TOKEN.test(text.charAt(from - 1))) from--
  return from
}

function endOfToken(text: string, from: number): number {
  const rest = text.slice(from)
  const [signature = ''] = BROKEN_SIGNATURE.exec(rest) ?? SIGNATURE_SIGNS.exec(rest) ?? []
  return from + signature.trimEnd().length
}

/** @param marks where pieces end, the last that of the token. @param parts what stands between one mark and the next */
function pieces(text: string, marks: readonly number[], parts: readonly (PartName | undefined)[]): TokenPiece[] {
  const ends = [...marks, text.length]
  const all = ends.map((end, at): TokenPiece => {
    const part = parts[at - 1]
    return { text: text.slice(ends[at - 1] ?? 0, end), ...(part !== undefined && at < marks.length && { part }) }
  })
  return all.filter((piece) => piece.text !== '')
}
