import { TITLES, type RejectionReason } from '#core/token/rejection'
import type { KitAnswer } from './read-answer.ts'
import { REFUSAL_CODES, LIBRARY_SENTENCES, type RefusalReason } from './refusal-words.ts'

/** Which reasons an answer gives, and where that was read. */
export interface SaidReasons {
  /** Several, where it says several: then nobody knows which one it is. */
  readonly reasons: readonly RefusalReason[]
  /** By a member or a text that is made for programs, or by a sentence of a library. */
  readonly by: 'code' | 'words'
  /** What was read. */
  readonly read: readonly string[]
}

/** Members of a JSON answer that programs read. */
const CODE_MEMBERS = ['reason', 'code', 'error', 'name', 'error_code']

/** As much of an answer as is read. */
const MOST_SENTENCES = 40
const MOST_OF_SENTENCE = 2000
const DEEPEST_TEXT = 4

const ALL_REFUSAL_REASONS = ['no-token', ...Object.keys(LIBRARY_SENTENCES)] as readonly RefusalReason[] // its keys, and the one that has no words

/** @returns the reason that a text is the name of, or the sentence of; undefined for any other text */
export function reasonNamed(text: unknown): RefusalReason | undefined {
  if (typeof text !== 'string') return undefined
  if (Object.hasOwn(REFUSAL_CODES, text)) return REFUSAL_CODES[text]
  const sentence = text.trim().replace(/\.$/, '')
  const isTitle = (each: string) => TITLES[each as RejectionReason] === sentence
  return ALL_REFUSAL_REASONS.find((each) => each === text || isTitle(each))
}

export const isRefusalReason = (text: unknown): text is RefusalReason =>
  ALL_REFUSAL_REASONS.includes(text as RefusalReason)
export const refusalReasons = (): readonly RefusalReason[] => ALL_REFUSAL_REASONS

/** What is made for programs goes before words; of words each must say the same. */
export function reasonsSaid({ body, challenge, text }: Pick<KitAnswer, 'body' | 'challenge' | 'text'>): SaidReasons {
  const members = [body, body['error'], body['problem']].flatMap(membersForPrograms)
  const codes = [...members, challenge['error_description'], challenge['error']]
  const named = codes.flatMap((each) => {
    const reason = reasonNamed(each)
    return reason === undefined ? [] : [{ reason, read: String(each) }]
  })
  if (named.length > 0) return reasonsFrom('code', named)
  const isJson = Object.keys(body).length > 0
  const texts = [challenge['error_description'] ?? '', ...(isJson ? leafTexts(body, DEEPEST_TEXT) : [text])]
  return reasonsFrom('words', texts.slice(0, MOST_SENTENCES).flatMap(reasonsInWords))
}

function membersForPrograms(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  const members: Record<string, unknown> = { ...value }
  return CODE_MEMBERS.map((name) => members[name])
}

function reasonsFrom(by: SaidReasons['by'], found: readonly { reason: RefusalReason; read: string }[]): SaidReasons {
  return {
    by,
    reasons: [...new Set(found.map(({ reason }) => reason))],
    read: [...new Set(found.map(({ read }) => read))],
  }
}

/** Each reason that a sentence says. */
export function reasonsInWords(sentence: string): { reason: RefusalReason; read: string }[] {
  const small = sentence.slice(0, MOST_OF_SENTENCE).toLowerCase().replaceAll(/[‘’]/g, "'").replaceAll(/[“”]/g, '"')
  const read = sentence.trim().slice(0, 200)
  const named = reasonNamed(sentence)
  if (named !== undefined) return [{ reason: named, read }]
  return Object.entries(LIBRARY_SENTENCES).flatMap(
    ([reason, shapes]) =>
      shapes.some((shape) => shape.test(small)) ? [{ reason: reason as RefusalReason, read }] : [], // one of its keys
  )
}

function leafTexts(value: unknown, deep: number): string[] {
  if (typeof value === 'string') return [value]
  if (deep === 0 || typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap((each) => leafTexts(each, deep - 1))
}
