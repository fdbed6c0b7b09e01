import type { AttackRequest } from '#attacks'
import { onceForEach } from './once-for-each.ts'
import type { Answer } from '../answer.ts'
import { withoutNew } from './likeness.ts'
import { jsonOfBody, memberOfBody } from './marker.ts'

/** Members by which an answer says how it went. */
const TELLING =
  /^(?:code|status(?:_?code)?|state|success|result|outcome|errno|err(?:or)?(?:_?code)?|ret(?:code)?|msg|message|reason|detail|title|effect|decision|verdict)$/i

const WORDS_OF_REFUSAL =
  /\b(?:unauthori[sz]ed|unauthenticated|forbidden|den(?:y|ies|ied)|invalid|expired|errors?|failed|failure|fail|refused|rejected|not|no|cannot|must|please|log ?in|sign ?in|password|anonymous|guest)\b/gi

const DEEPEST_TELLING = 3

/**
 * Whether an answer with a status of success says something else than the one to the good token, or says no in words: a refusal may
 * come so, too. What repeats the token is no other word.
 */
export function mayMeanNo(answer: Answer, good: Answer, request: AttackRequest): boolean {
  const said = textsOfToken(request)
  const isRepeated = (text: string) => said.some((each) => each.length > 2 && text.includes(each))
  const [told, due] = [tellingMembers(answer), tellingMembers(good)]
  for (const [path, value] of due) {
    const other = told.get(path)
    if (other !== undefined && other !== value && !isRepeated(other)) return true
  }
  return saysMoreOfNo(answer, good, request)
}

/** Whether an answer has words of a refusal that neither the good one nor the token has. */
export function saysMoreOfNo(answer: Answer, good: Answer, request: AttackRequest): boolean {
  const said = textsOfToken(request).join(' ').toLowerCase()
  const known = new Set(refusingWords(good.body))
  return refusingWords(answer.body).some((word) => !known.has(word) && !said.includes(word))
}

const refusingWords = (text: string): readonly string[] =>
  (text.match(WORDS_OF_REFUSAL) ?? []).map((word) => word.toLowerCase())

function tellingMembers({ body }: Answer): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const look = (value: unknown, path: string, depth: number) => {
    if (typeof value !== 'object' || value === null || depth > DEEPEST_TELLING) return
    for (const [name, member] of Object.entries(value).slice(0, 100)) {
      if (TELLING.test(name) && (typeof member !== 'object' || member === null))
        found.set(`${path}.${name}`, typeof member === 'string' ? withoutNew(member) : String(member))
      else look(member, `${path}.${name}`, depth + 1)
    }
  }
  look(jsonOfBody(body), '', 0)
  return found
}

/** All texts in the header and the payload of each token in a request, at whatever depth. */
const textsOfToken = onceForEach(({ headers, query = '', body = '' }: AttackRequest): readonly string[] => {
  const text = [...headers.map(([, value]) => value), query, String(body)].join('\n').slice(0, LONGEST_REQUEST)
  const parts = text.match(/[\w-]{8,}/g) ?? []
  const texts: string[] = []
  for (const part of parts) {
    const left = [jsonOfBody(Buffer.from(part, 'base64url').toString())]
    while (left.length > 0 && texts.length < MOST_TEXTS) {
      const value = left.pop()
      if (typeof value === 'string') texts.push(value)
      else if (typeof value === 'object' && value !== null) left.push(...Object.values(value).slice(0, MOST_TEXTS))
    }
  }
  return texts
})

const LONGEST_REQUEST = 100_000
const MOST_TEXTS = 1000

/**
 * Whether an answer is built like the one to the good token: of JSON each member at its top, with a value of the same type and as
 * empty; of other text half of the words.
 */
export function isBuiltLike(answer: Answer, good: Answer): boolean {
  const [body, due] = [jsonOfBody(answer.body), jsonOfBody(good.body)]
  if (isPlainObject(body) && isPlainObject(due))
    return (
      Object.keys(due).length > 0 &&
      Object.entries(due).every(
        ([name, member]) => Object.hasOwn(body, name) && kindOfMember(body[name]) === kindOfMember(member),
      )
    )
  if (body !== undefined || due !== undefined) return false
  const words = wordsOfBody(good.body)
  const others = new Set(wordsOfBody(answer.body))
  const isMarkup = good.body.includes('<') // its frame is the same, whatever it says
  return !isMarkup && words.length > 1 && words.filter((word) => others.has(word)).length * 2 >= words.length
}

const wordsOfBody = (text: string): string[] => withoutNew(text).split(/\s+/).filter(Boolean).slice(0, 4000)

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function kindOfMember(value: unknown): string {
  if (typeof value !== 'object' || value === null) return typeof value === 'boolean' ? String(value) : value === null ? 'null' : typeof value // prettier-ignore
  return `${Array.isArray(value) ? 'list' : 'object'} ${Object.keys(value).length > 0 ? 'full' : 'empty'}`
}

const SAYING_NO = ['allow', 'allowed', 'valid', 'active', 'success', 'ok', 'authenticated', 'authorized']

/** Whether an answer says no in a member, whatever its status is. */
export function saysNo({ body }: Answer): boolean {
  const json = jsonOfBody(body)
  if (SAYING_NO.some((flag) => memberOfBody(json, flag) === false)) return true
  const error = memberOfBody(json, 'error') ?? memberOfBody(json, 'errors')
  return typeof error === 'string' ? error !== '' : typeof error === 'object' && error !== null
}
