import type { KitAnswer } from './read-answer.ts'

/** A text of an answer that is about its error, and the member that it stands in. */
export interface ErrorText {
  readonly member: string
  readonly text: string
  /** It is one of an error that is a member itself. */
  readonly isInside?: boolean
}

/** Members that carry an error. What else an answer has may be an echo of what was sent. */
const ERROR_MEMBERS = ['error', 'error_description', 'message', 'detail', 'code', 'reason'] as const

/** In which an error has members of its own. */
const ERROR_HOLDERS = ['error', 'errors', 'problem', 'detail', 'message'] as const

const MOST_ERROR_TEXTS = 40
const DEEPEST_ERROR = 3

/** What an answer says about its error: the challenge first. */
export function errorTextsOf({ body, challenge, text, isJson }: ReadFrom): ErrorText[] {
  const challenged = ['error_description', 'error'].flatMap((member) => errorTextAt(challenge, member))
  const said = isJson ? errorTextsIn(body, DEEPEST_ERROR) : isPage(text) ? [] : [{ member: '', text }]
  return [...challenged, ...said].slice(0, MOST_ERROR_TEXTS)
}

type ReadFrom = Pick<KitAnswer, 'body' | 'challenge' | 'text' | 'isJson'>

/** Of a page nobody knows which of its sentences is the error. */
const isPage = (text: string): boolean => /^\s*<(?:!doctype|html|\?xml)\b/i.test(text)

function errorTextAt(members: Readonly<Record<string, unknown>>, member: string): ErrorText[] {
  const text = members[member]
  return typeof text === 'string' && text.trim() !== '' ? [{ member, text }] : []
}

function errorTextsIn(value: unknown, deep: number): ErrorText[] {
  if (typeof value === 'string') return [{ member: '', text: value }]
  if (deep === 0 || typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.slice(0, MOST_ERROR_TEXTS).flatMap((each) => errorTextsIn(each, deep - 1))
  const members: Record<string, unknown> = { ...value }
  const inside = ERROR_HOLDERS.map((name) => members[name]).filter((each) => typeof each === 'object')
  return [
    ...ERROR_MEMBERS.flatMap((member) => errorTextAt(members, member)),
    ...inside.flatMap((each) => errorTextsIn(each, deep - 1).map((said) => ({ ...said, isInside: true }))),
  ]
}
