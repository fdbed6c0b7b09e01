import { onceForEach } from './once-for-each.ts'
import type { Answer } from '../answer.ts'

import { featuresOf, type Features } from './likeness.ts'
import { jsonOfBody } from './marker.ts'
import { holdsWord } from './sent-identity.ts'

/** What stands before and behind the subject in a text. */
export interface SubjectFrame {
  readonly before: string
  readonly after: string
}

/** Where the answers to good tokens show for whom they are. */
export interface SubjectPlaces {
  /** Of the good token. */
  readonly subject: string
  /** Places that have the subject itself, by the way to them: the lists on the way are one place. */
  readonly frames: ReadonlyMap<string, SubjectFrame>
  /** Places that have something else for another subject, as a name that was looked up; only where there are no others. */
  readonly lookedUp: ReadonlyMap<string, string>
  /** What answers to good tokens have in common besides; undefined where that says nothing. */
  readonly besides?: { readonly good: Answer; readonly goodFeatures: Features }
}

/** A good token of somebody else, and what came back to it: of what stays the same for him nothing follows. */
export interface OtherSubject {
  readonly subject: string
  readonly answer: Answer
}

const MOST_LEAVES = 5000
const DEEPEST_PRUNED = 40
const LONGEST_FRAME = 16

/**
 * Finds them by two answers to good tokens of one subject.
 * @returns undefined where the answers do not show it
 */
export function subjectPlaces(
  subject: unknown,
  goods: readonly [Answer, Answer],
  other?: OtherSubject,
): SubjectPlaces | undefined {
  if (typeof subject !== 'string' || subject === '') return undefined
  const [first, second] = [leavesOf(goods[0]), leavesOf(goods[1])]
  const shown = other && leavesOf(other.answer)
  const frames = new Map<string, SubjectFrame>()
  for (const [path, texts] of first) {
    const text = texts.find((each) => holdsWord(each, subject))
    const isInBoth = second.get(path)?.some((each) => holdsWord(each, subject)) === true
    if (text !== undefined && isInBoth && !staysSame(subject, other, shown?.get(path)))
      frames.set(path, frameIn(text, subject, path === ''))
  }
  const lookedUp = frames.size === 0 && shown ? changedLeaves(first, second, shown) : new Map<string, string>()
  if (frames.size === 0 && lookedUp.size === 0) return undefined
  const [good, again] = [withoutPlaces(goods[0], frames), withoutPlaces(goods[1], frames)]
  const others = featuresOf(again)
  const goodFeatures = new Set([...featuresOf(good)].filter((each) => others.has(each)))
  const besides = [...goodFeatures].some((each) => /^(?:text|number|word) | true$/.test(each))
  return { subject, frames, lookedUp, ...(besides && { besides: { good, goodFeatures } }) }
}

/** It shows the first subject still, though the token was of another one. */
const staysSame = (subject: string, other: OtherSubject | undefined, texts: readonly string[] = []): boolean =>
  other !== undefined && texts.some((each) => holdsWord(each.replaceAll(other.subject, ''), subject))

type Leaves = ReadonlyMap<string, readonly string[]>

function changedLeaves(first: Leaves, second: Leaves, shown: Leaves): ReadonlyMap<string, string> {
  const changed = new Map<string, string>()
  for (const [path, [text = '']] of first) {
    const isSteady = first.get(path)?.length === 1 && second.get(path)?.join() === text
    if (path !== '' && isSteady && shown.has(path) && shown.get(path)?.includes(text) === false) changed.set(path, text)
  }
  return changed
}

/** The texts and numbers of an answer by the way to them; of what is no JSON the whole body, whose way is empty. */
export const leavesOf = onceForEach(({ body }: Answer): Leaves => {
  const leaves = new Map<string, string[]>()
  const left: [path: string, value: unknown][] = [['', jsonOfBody(body) ?? body]]
  for (let count = 0; left.length > 0 && count < MOST_LEAVES; count++) {
    const [path, value] = left.pop()! // there is one
    if (typeof value === 'string' || typeof value === 'number')
      leaves.set(path, [...(leaves.get(path) ?? []), String(value)])
    else if (typeof value === 'object' && value !== null)
      for (const [name, member] of Object.entries(value).slice(0, MOST_LEAVES))
        left.push([wayTo(path, value, name), member])
  }
  return leaves
})

const wayTo = (path: string, parent: object, name: string): string =>
  Array.isArray(parent) ? `${path}[]` : `${path}.${name}`

/** Of a member all that is around it, of a whole body a few letters, up to what is new in each answer. */
function frameIn(text: string, subject: string, isBody: boolean): SubjectFrame {
  const at = text.toLowerCase().indexOf(subject.toLowerCase())
  const [before, after] = [text.slice(0, at), text.slice(at + subject.length)]
  if (!isBody) return { before, after }
  return {
    before: /[^\d\n]*$/.exec(before.slice(-LONGEST_FRAME))?.[0] ?? '',
    after: /^[^\d\n]*/.exec(after.slice(0, LONGEST_FRAME))?.[0] ?? '',
  }
}

/** What stands in a frame; undefined where a text does not have it. */
export function inFrame(text: string, { before, after }: SubjectFrame): string | undefined {
  const begin = text.indexOf(before)
  if (begin < 0) return undefined
  const from = begin + before.length
  const end = after === '' ? text.length : text.indexOf(after, from)
  return end < 0 ? undefined : text.slice(from, end)
}

type Frames = ReadonlyMap<string, SubjectFrame>

/** The same answer without whatever stands where a subject is shown. */
export const withoutPlaces = (answer: Answer, frames: Frames): Answer => withoutFrames(frames)(answer)

const withoutFrames = onceForEach((frames: Frames) => onceForEach((answer: Answer) => withoutAll(answer, frames)))

function withoutAll(answer: Answer, frames: Frames): Answer {
  const json = jsonOfBody(answer.body)
  if (typeof json === 'object' && json !== null)
    return { ...answer, body: JSON.stringify(pruned(json, '', frames, 0) ?? null) }
  const frame = frames.get('')
  const shown = frame && inFrame(answer.body, frame)
  return frame && shown ? { ...answer, body: answer.body.replace(frame.before + shown, () => frame.before) } : answer
}

function pruned(value: unknown, path: string, frames: ReadonlyMap<string, SubjectFrame>, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth > DEEPEST_PRUNED) return value
  const kept = Object.entries(value)
    .filter(([name]) => !frames.has(wayTo(path, value, name)))
    .map(([name, each]) => [name, pruned(each, wayTo(path, value, name), frames, depth + 1)] as const)
  return Array.isArray(value) ? kept.map(([, each]) => each) : Object.fromEntries(kept)
}
