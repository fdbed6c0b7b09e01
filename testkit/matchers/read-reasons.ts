import { TITLES, type RejectionReason } from '#core/token/rejection'
import { errorTextsOf, type ErrorText } from './error-texts.ts'
import type { KitAnswer } from './read-answer.ts'
import { REFUSAL_CODES, LIBRARY_SENTENCES, NO_TOKEN_SENTENCES, type RefusalReason } from './refusal-words.ts'
import { isOnlyFrame, REASON_MARK } from './whole-sentence.ts'

/** Which reasons an answer gives, and where that was read. */
export interface SaidReasons {
  /** Several, where it says several: then nobody knows which one it is. */
  readonly reasons: readonly RefusalReason[]
  /** What was read. */
  readonly read: readonly string[]
  /** A sentence that has the words of a reason, and others that make it one of several, or of something else. */
  readonly unsure?: string | undefined
  /** Do its words speak of a token? */
  readonly isOfToken: boolean
}

/** As much of a text as is read. */
const MOST_OF_SENTENCE = 2000

const ALL_REFUSAL_REASONS = ['no-token', ...Object.keys(LIBRARY_SENTENCES)] as readonly RefusalReason[] // its keys, and one more

/** Members in which our ids stand. Elsewhere a word such as "expired" may be about anything. */
const MEMBERS_WITH_IDS: ReadonlySet<string> = new Set(['reason', 'error_description'])

/** @returns the reason that a text is the name of, or the sentence of; undefined for any other text */
function reasonNamed({ member, text }: ErrorText): RefusalReason | undefined {
  if (Object.hasOwn(REFUSAL_CODES, text)) return REFUSAL_CODES[text]
  return ALL_REFUSAL_REASONS.find((each) => each === text && MEMBERS_WITH_IDS.has(member)) ?? reasonOfTitle(text)
}

function reasonOfTitle(text: string): RefusalReason | undefined {
  const sentence = text.trim().replace(/\.$/, '')
  return ALL_REFUSAL_REASONS.find((each) => TITLES[each as RejectionReason] === sentence)
}

export const isRefusalReason = (text: unknown): text is RefusalReason =>
  ALL_REFUSAL_REASONS.includes(text as RefusalReason)
export const refusalReasons = (): readonly RefusalReason[] => ALL_REFUSAL_REASONS

const SPEAKS_OF_TOKEN = /\b(?:tokens?|jw[tsk]s?|bearer)\b|_token\b|\bERR_JW/i

/** All that is said must be the same; where there is a reason for programs, the text of an error inside may be of a library that says less. */
export function reasonsSaid(answer: Pick<KitAnswer, 'body' | 'challenge' | 'text' | 'isJson'>): SaidReasons {
  const texts = errorTextsOf(answer)
  const isOfToken = texts.some(({ text }) => SPEAKS_OF_TOKEN.test(text.slice(0, MOST_OF_SENTENCE)))
  const named = texts.flatMap((each) => {
    const reason = reasonNamed(each)
    return reason === undefined ? [] : [{ reason, read: each.text }]
  })
  const words = texts.map(({ text, isInside }) => ({ ...reasonsInWords(text), isInside }))
  const unsure = words.find((each) => each.unsure !== undefined)?.unsure
  const counted = words.filter(({ isInside }) => named.length === 0 || !isInside)
  const found = [...named, ...counted.flatMap((each) => each.found)]
  return {
    reasons: [...new Set(found.map(({ reason }) => reason))],
    read: [...new Set([...found.map(({ read }) => read), ...(unsure === undefined ? [] : [unsure])])],
    unsure,
    isOfToken,
  }
}

/** Of one text: the reason that the whole of it says; several, where it says several. */
export interface ReadSentence {
  readonly found: readonly { reason: RefusalReason; read: string }[]
  readonly unsure?: string
}

/** Each reason that a text says. */
export function reasonsInWords(text: string): ReadSentence {
  const read = text.trim().slice(0, 200)
  const titled = reasonOfTitle(text) ?? (Object.hasOwn(REFUSAL_CODES, text) ? REFUSAL_CODES[text] : undefined)
  if (titled !== undefined) return { found: [{ reason: titled, read }] }
  const small = text
    .slice(0, MOST_OF_SENTENCE)
    .replaceAll(REASON_MARK, ' ')
    .toLowerCase()
    .replaceAll(/[‘’]/g, "'")
    .replaceAll(/[“”]/g, '"')
  const found = Object.entries({ ...LIBRARY_SENTENCES, 'no-token': NO_TOKEN_SENTENCES })
    .filter(([, shapes]) => shapes.some((shape) => shape.test(small)))
    .map(([reason, shapes]) => ({ reason: reason as RefusalReason, shapes })) // one of its keys
  const [first] = found
  if (first === undefined) return { found: [] }
  if (found.length > 1) return { found: found.map(({ reason }) => ({ reason, read })) }
  const rest = first.shapes.reduce((left, { source }) => left.replaceAll(new RegExp(source, 'g'), REASON_MARK), small)
  return isOnlyFrame(rest) ? { found: [{ reason: first.reason, read }] } : { found: [], unsure: read }
}
