import type { AttackRequest } from '#attacks'
import { onceForEach } from './once-for-each.ts'
import { jsonOfBody, memberOfBody } from './marker.ts'

/** For whom a request says that it comes: by its tokens, and by whatever else is in it. */
export interface SentIdentity {
  /** The `sub` of each payload that can be read; undefined in it is one without. */
  readonly subjects: readonly unknown[]
  /** Whether something in it may be a token with a payload, readable or not. */
  readonly hasToken: boolean
  /** All that the payloads, the other headers, the query and the body say, in small letters. */
  readonly text: string
  /** Each text of a payload. */
  readonly words: readonly string[]
}

const LONGEST_SENT = 100_000
const MOST_SENT_VALUES = 2000

/** What a request says, without looking whether anybody signed it. The header of a token says nothing about a person. */
export const sentIdentity = onceForEach(readSentIdentity)

function readSentIdentity({ headers, path = '', query = '', body = '' }: AttackRequest): SentIdentity {
  const values = headers.map(([, value]) => value.slice(0, LONGEST_SENT))
  const left = [...values, query, String(body)].flatMap((text) => segmentsIn(text.slice(0, LONGEST_SENT)))
  const subjects: unknown[] = []
  const payloads: string[] = []
  const words: string[] = []
  for (let count = 0; left.length > 0 && count < MOST_SENT_VALUES; count++) {
    const decoded = Buffer.from(left.pop() ?? '', 'base64url').toString()
    const json = jsonOfBody(decoded)
    if (memberOfBody(json, 'alg') !== undefined || memberOfBody(json, 'enc') !== undefined) continue
    if (isObjectValue(json) && looksLikeClaims(json)) subjects.push(memberOfBody(json, 'sub'))
    if (json === undefined && !UNREAD_TOKEN.test(decoded)) continue
    payloads.push(decoded)
    words.push(...payloadTexts(json))
    left.push(...segmentsIn(decoded).filter((each) => each.startsWith('ey')))
  }
  const besides = headers.filter(isNoToken).map(([, value]) => value)
  const text = [...besides, path, query, String(body), ...payloads, ...words].join('\n').toLowerCase()
  const hasToken = subjects.length > 0 || [...values, query, String(body)].some((each) => TOKEN_WITH_PAYLOAD.test(each))
  return { subjects, hasToken, text, words }
}

const isNoToken = ([name, value]: readonly [string, string]): boolean =>
  !/^(?:authorization|cookie)$/i.test(name) || value.includes('{')

const TOKEN_WITH_PAYLOAD = /[\w-]{8}\.[^.\s]/

/** JSON that nobody can read whole, or a token in a token. */
const UNREAD_TOKEN = /^\s*\{|^\uFEFF|^[\w-]{8,}\.[\w-]+\./

const segmentsIn = (text: string): string[] => text.match(/[\w-]{8,}/g) ?? []

const isObjectValue = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const looksLikeClaims = (json: object): boolean =>
  ['iss', 'sub', 'aud', 'exp', 'iat', 'jti'].some((name) => Object.hasOwn(json, name))

function payloadTexts(json: unknown): readonly string[] {
  const texts: string[] = []
  const left = [json]
  for (let count = 0; left.length > 0 && count < MOST_SENT_VALUES; count++) {
    const value = left.pop()
    if (typeof value === 'string') texts.push(value)
    else if (typeof value === 'object' && value !== null) left.push(...Object.values(value).slice(0, MOST_SENT_VALUES))
  }
  return texts
}

/** Whether a text stands in another as a word of its own, in whatever letters. */
export function holdsWord(text: string, word: string): boolean {
  const [all, sought] = [text.toLowerCase(), word.toLowerCase()]
  if (sought === '') return false
  for (let at = all.indexOf(sought); at >= 0; at = all.indexOf(sought, at + 1)) {
    const [before, after] = [all.charAt(at - 1), all.charAt(at + sought.length)]
    if (!isInWord(before, sought.charAt(0)) && !isInWord(sought.at(-1) ?? '', after)) return true
  }
  return false
}

const isInWord = (one: string, next: string): boolean => /[\p{L}\p{N}_]/u.test(one) && /[\p{L}\p{N}_]/u.test(next)
