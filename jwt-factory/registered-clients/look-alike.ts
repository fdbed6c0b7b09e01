import { PROCESS_NAMES } from '#core/config/processes'
import { lookOf, seenOf } from '#core/token/look-of'

/** What turns the direction of a text: a name that has it is shown as any other name. */
const TURNING_SIGN = /\p{Bidi_Control}/u

/** A letter or digit that is none of ours, and no wider than one: it may look like any. */
const FOREIGN =
  /[^\P{L}\p{ASCII}\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]|[^\P{N}\p{ASCII}]/u
const ASCII_LETTER = /[A-Za-z0-9]/

/**
 * Whether a subject is, or looks like, a client or a process that it is not. Beside letters of ours, one of another alphabet is
 * taken for whichever stands at its place: nobody lists all that look alike.
 * @param own the name of the client itself: in whichever letters, it is no other
 * @param ids of the clients
 */
export function namesAnother(subject: string, own: string, ids: Iterable<string>): boolean {
  if (subject === own) return false
  if (TURNING_SIGN.test(subject)) return true
  const look = lookOf(subject)
  const isMixed = ASCII_LETTER.test(seenOf(subject)) && FOREIGN.test(look)
  const signs = Array.from(look)
  // An id has letters, digits and signs of ASCII alone: its look differs by its capitals at most.
  for (const id of [...ids, ...PROCESS_NAMES])
    if (id !== own && (id.toLowerCase() === look || (isMixed && mayBe(id.toLowerCase(), signs)))) return true
  return false
}

const mayBe = (id: string, signs: readonly string[]): boolean =>
  id.length === signs.length && signs.every((sign, at) => sign === id[at] || FOREIGN.test(sign))
