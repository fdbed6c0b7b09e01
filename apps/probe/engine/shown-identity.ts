import type { AttackRequest } from '#attacks'
import type { Answer } from '../answer.ts'
import { holdsWord, sentIdentity, type SentIdentity } from './sent-identity.ts'
import { inFrame, leavesOf, type SubjectFrame, type SubjectPlaces } from './subject-places.ts'

/** For whom an answer is, held against the token that was sent. */
export type ShownIdentity =
  /** For the one that the token names, or something else in the request; or nobody can see it. */
  | 'the sent one'
  /** There is no token with a payload; or it names nobody, and the answer names nobody whom it does not. */
  | 'none was sent'
  /** For another one, of whom nothing in the request speaks. */
  | 'somebody else'
  /** The token names one, and the answer does not. */
  | 'nobody'

/** How programs write what is not there, or is no text. */
const WRITTEN_NOTHING = new Set(['undefined', 'null', 'None', 'nil', '<nil>', 'NaN', '[object Object]', '{}', '[]'])

/** Whether an answer is for whom the token is, in the places where the answers to good tokens say so. */
export function shownIdentity(answer: Answer, request: AttackRequest, places: SubjectPlaces): ShownIdentity {
  const sent = sentIdentity(request)
  const leaves = leavesOf(answer)
  if (!sent.hasToken) return 'none was sent'
  if (places.frames.size === 0) return lookedUpIdentity(leaves, sent, places)
  let isShown = false
  for (const [path, frame] of places.frames) {
    const texts = (leaves.get(path) ?? []).filter((text) => (inFrame(text, frame) ?? (path && text)).trim() !== '')
    if (texts.length === 0) continue
    if (!texts.some((text) => isOfRequest(text, frame, sent, places.subject))) return 'somebody else'
    isShown = true
  }
  if (namesNobody(sent)) return 'none was sent'
  if (isShown || sent.subjects.length === 0) return 'the sent one'
  return leaves.get('')?.some((text) => holdsWord(text, places.subject)) === true ? 'the sent one' : 'nobody'
}

/** No payload has a subject that is a text. */
const namesNobody = ({ subjects }: SentIdentity): boolean =>
  subjects.length > 0 && subjects.every((each) => typeof each !== 'string' || each.trim() === '')

function isOfRequest(text: string, frame: SubjectFrame, sent: SentIdentity, subject: string): boolean {
  const framed = inFrame(text, frame)
  const said = (framed ?? text).trim()
  if (holdsWord(said, subject)) return true
  if (sent.subjects.some((each) => typeof each === 'string' && holdsWord(said, each))) return true
  if (framed === undefined) return sent.words.some((word) => word.length > 2 && holdsWord(said, word))
  if (holdsWord(sent.text, said)) return true
  return namesNobody(sent) && (WRITTEN_NOTHING.has(said) || sent.subjects.some((each) => isWrittenAs(each, said)))
}

const isWrittenAs = (value: unknown, text: string): boolean =>
  value !== undefined && (JSON.stringify(value) === text || String(value as object) === text) // whatever it is, it is JSON

/** Who has the same subject gets the same name: where no place has it, somebody else is meant. */
function lookedUpIdentity(
  leaves: ReadonlyMap<string, readonly string[]>,
  { subjects }: SentIdentity,
  { subject, lookedUp }: SubjectPlaces,
): ShownIdentity {
  if (subjects.length === 0 || !subjects.every((each) => each === subject)) return 'the sent one'
  const isSame = [...lookedUp].some(([path, text]) => leaves.get(path)?.includes(text) === true)
  return isSame ? 'the sent one' : 'somebody else'
}

/** Whether two answers show the same in these places. */
export function showsTheSame(one: Answer, other: Answer, { frames, lookedUp }: SubjectPlaces): boolean {
  const [leaves, others] = [leavesOf(one), leavesOf(other)]
  const shownAt = (all: typeof leaves, path: string) => {
    const frame = frames.get(path)
    return (all.get(path) ?? []).map((text) => (frame && inFrame(text, frame)) ?? (path && text)).join('\n')
  }
  return [...frames.keys(), ...lookedUp.keys()].every((path) => shownAt(leaves, path) === shownAt(others, path))
}
