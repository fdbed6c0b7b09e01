import { Buffer } from 'node:buffer'
import type { Attempt, AttackRequest, AttackStep } from '#attacks'

/** One line of what was sent. `isOwn`: the other side has no such line. */
export interface BesideLine {
  readonly text: string
  readonly isOwn: boolean
}

/** One part of what was sent, bad and good. */
export interface BesidePart {
  readonly name: 'steps' | 'request' | 'token' | 'header' | 'claims' | 'signature'
  readonly bad: readonly BesideLine[]
  readonly good: readonly BesideLine[]
}

/** A bad attempt beside the good one it was made from: where lines are markedPart, there is the one thing that is wrong. */
export interface Beside {
  /** Which of several spellings. */
  readonly label?: string
  readonly parts: readonly BesidePart[]
}

/** What is longer is shortLine: a case may send a megabyte. */
const LONGEST_BESIDE = 160
const MOST_LINES = 60

/** Of the last segment: enough to see that it is another one, and not enough to use it. */
const SIGNATURE_CHARACTERS = 8

/**
 * Shows an attempt beside the good one, line by line: steps, request, the shape of the token, header, claims and signature. No token stands in
 * it: of a signature eight characters do. A signature is markedPart where nothing else in the token is: over another text it is another one anyway.
 */
export function besideOf(good: Attempt, bad: Attempt): Beside {
  const shown = { good: shownAttempt(good, bad), bad: shownAttempt(bad, good) }
  const parts = (['steps', 'request', 'token', 'header', 'claims', 'signature'] as const)
    .map((name) => markedPart(name, shown.bad[name], shown.good[name]))
    .filter(
      ({ name, bad: lines, good: others }) =>
        lines.length + others.length > 0 && (name !== 'steps' || lines.length > 1),
    )
  const isChangedBefore = parts.some(
    ({ name, bad: lines, good: others }) =>
      name !== 'signature' && name !== 'token' && [...lines, ...others].some(({ isOwn }) => isOwn),
  )
  return {
    ...(bad.label !== undefined && { label: bad.label }),
    parts: parts.map((part) => (part.name === 'signature' && isChangedBefore ? unmarked(part) : part)),
  }
}

type ShownAttempt = Readonly<Record<BesidePart['name'], readonly string[]>>

function shownAttempt(attempt: Attempt, other: Attempt): ShownAttempt {
  const token = attempt.tokens.at(-1) ?? ''
  const segments = token.split('.')
  const others = (other.tokens.at(-1) ?? '').split('.')
  const request = lastRequest(attempt.steps)
  return {
    steps: attempt.steps.map(stepWords),
    request: request ? requestLines(request, attempt.tokens) : [],
    token: token === '' ? [] : [shapeOfToken(segments)],
    header: jsonLines(segments[0], others[0]),
    claims: jsonLines(segments[1], others[1]),
    signature: segments.length < 3 ? [] : [signatureWords(segments[2] ?? '')],
  }
}

const markedPart = (name: BesidePart['name'], bad: readonly string[], good: readonly string[]): BesidePart => ({
  name,
  bad: besideLines(bad, new Set(good)),
  good: besideLines(good, new Set(bad)),
})

const besideLines = (own: readonly string[], others: ReadonlySet<string>): readonly BesideLine[] =>
  own.slice(0, MOST_LINES).map((text) => ({
    text: shortLine(text.replace(LOOKS_LIKE_TOKEN, '‹another token›')),
    isOwn: !others.has(text),
  }))

const unmarked = ({ name, bad, good }: BesidePart): BesidePart => ({
  name,
  bad: bad.map(withoutMark),
  good: good.map(withoutMark),
})

const withoutMark = ({ text }: BesideLine): BesideLine => ({ text, isOwn: false })

const shortLine = (text: string) =>
  text.length > LONGEST_BESIDE ? `${text.slice(0, LONGEST_BESIDE)}… (${text.length} characters)` : text

const lastRequest = (steps: readonly AttackStep[]): AttackRequest | undefined => {
  const last = steps.at(-1)
  if (last?.do === 'send' || last?.do === 'ask-issuer') return last.request
  return last?.do === 'send-together' ? last.requests.at(-1) : undefined
}

function requestLines({ method, path, query, headers, body }: AttackRequest, tokens: readonly string[]): string[] {
  const where = `${path ?? '(the path of the target)'}${query === undefined ? '' : `?${query}`}`
  const lines = [
    `${method} ${where}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : ['', body]),
  ]
  return lines.map((line) => tokensHidden(line, tokens))
}

/** A token is told by its shape and its parts, in its own place. */
const tokensHidden = (line: string, tokens: readonly string[]) =>
  tokens
    .filter((token) => token !== '')
    .toSorted((a, b) => b.length - a.length)
    .reduce((text, token) => text.replaceAll(token, '‹token›'), line)

const LOOKS_LIKE_TOKEN = /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g

const shapeOfToken = (segments: readonly string[]) =>
  segments.length > 9
    ? `${segments.length} segments`
    : segments
        .map((segment, at) => (segment === '' ? '(empty)' : at === 2 ? '…' : `${segment.slice(0, 3)}…`))
        .join(' . ')

function signatureWords(segment: string): string {
  if (segment === '') return '(empty)'
  return `${segment.slice(0, SIGNATURE_CHARACTERS)}… (${segment.length} characters)`
}

/** A text of JSON with a line for each member; as it stands, where that would hide something: names that come twice, white space, garbage. */
function jsonLines(segment: string | undefined, other: string | undefined): readonly string[] {
  if (segment === undefined || segment === '') return []
  const [text, besides] = [decodedText(segment), other === undefined ? undefined : decodedText(other)]
  const [read, readBesides] = [plainJson(text), besides === undefined ? [] : plainJson(besides)]
  return read && readBesides ? prettyLines(read[0]) : [text]
}

const decodedText = (segment: string) => Buffer.from(segment, 'base64url').toString()

/** What stands in a text of JSON that hides nothing. */
function plainJson(text: string): readonly [read: unknown] | undefined {
  try {
    const read: unknown = JSON.parse(text)
    return JSON.stringify(read) === text ? [read] : undefined
  } catch {
    return undefined
  }
}

const prettyLines = (read: unknown): readonly string[] =>
  JSON.stringify(read, null, 2).replaceAll(/,$/gm, '').split('\n')

function stepWords(step: AttackStep): string {
  switch (step.do) {
    case 'send':
      return step.preparation ? 'a request comes before, and must be believed' : 'the request goes to the target'
    case 'send-together':
      return `${step.requests.length} requests at the same instant, of which ${step.believed} may be believed`
    case 'ask-issuer':
      return `the ${step.endpoint} endpoint of the issuer is asked`
    case 'publish':
      return `the issuer publishes ${publishedWords(step.answer)}${step.until === 'unread' ? ', and the target has not read it yet' : ''}`
    case 'move-clock':
      return `${step.seconds} seconds pass${step.of === 'target' ? ' for the target alone' : ''}`
    case 'revoke':
      return 'the issuer revokes the token'
  }
}

function publishedWords(answer: Extract<AttackStep, { do: 'publish' }>['answer']): string {
  if (answer === 'hangs') return 'nothing: it hangs'
  if ('status' in answer) return `an answer with ${answer.status} and ${answer.body.length} characters`
  const { keys } = Object(answer.jwks) as { keys?: unknown[] }
  return Array.isArray(keys)
    ? `a key set of ${keys.length}: ${keys.map(keyInWords).join(', ')}`
    : 'something that is no key set'
}

const keyInWords = (key: unknown) => {
  const { kid, kty, crv, use } = Object(key) as Record<string, unknown>
  return [kid ?? 'no kid', kty, crv, use]
    .filter((each) => each !== undefined)
    .map(String)
    .join(' ')
}
