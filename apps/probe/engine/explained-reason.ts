import type { Answer } from '../answer.ts'
import { jsonOfBody, memberOfBody } from './marker.ts'
import { challengesOf } from './right-answers.ts'

/** What a refusal can be about, by the words that say so. The first that fits counts. */
const TOPICS = {
  audience: /\baud(?:ience)?\b/i,
  issuer: /\biss(?:uer)?\b/i,
  expiry: /\bexp(?:ir\w*)?\b|lifetime|too old|max(?:imum)? age/i,
  beginning: /\bnbf\b|not (?:yet )?(?:active|before|valid yet)|not-active|\biat\b|issued/i,
  subject: /\bsub(?:ject)?\b/i,
  scope: /scope|permission|privilege/i,
  type: /\btyp\b|\btype\b|wrong-type/i,
  algorithm: /\balg(?:orithm)?\b/i,
  key: /\bkids?\b|\bjwks?\b|\bkeys?\b|certificate/i,
  signature: /signature|\bsigned\b/i,
  form: /malformed|decod|parse|segment|base64|json|compact|invalid (?:token|jwt|header)/i,
} as const

type Topic = keyof typeof TOPICS

/** What a refusal may be about, by the first word of the id of a case. Whatever a case is not listed for is right. */
const MEANT: Readonly<Record<string, readonly Topic[]>> = {
  sig: ['signature', 'key', 'algorithm', 'form'],
  alg: ['algorithm', 'signature', 'key', 'form', 'type'],
  key: ['key', 'signature', 'algorithm', 'form', 'type'],
  exp: ['expiry', 'form', 'beginning'],
  nbf: ['beginning', 'form'],
  iat: ['beginning', 'expiry', 'form'],
  aud: ['audience', 'form'],
  iss: ['issuer', 'form', 'key', 'signature'],
  sub: ['subject', 'form', 'scope'],
  scope: ['scope', 'form'],
  b64: ['form', 'signature', 'algorithm'],
  seg: ['form', 'signature', 'algorithm'],
  json: ['form', 'signature', 'algorithm', 'type', 'subject', 'expiry'],
}

/** A refusal that is about something else than the case: then the check that is meant may not be there. */
export function otherReason(id: string, answer: Answer): string | undefined {
  const meant = MEANT[/^[a-z0-9]+/.exec(id)?.[0] ?? '']
  const said = explanationIn(answer)
  if (!meant || said === undefined) return undefined
  const topics = (Object.keys(TOPICS) as Topic[]).filter((topic) => TOPICS[topic].test(said)) // its own keys
  if (topics.length === 0 || topics.some((topic) => meant.includes(topic))) return undefined
  return `it was refused for another reason than the one meant: "${said.slice(0, 120)}"`
}

/** Whether a refusal may be about a key that the target does not have: it says so, or does not say why. */
export function mayLackKey(answer: Answer): boolean {
  const said = explanationIn(answer)
  const others = Object.entries(TOPICS).filter(([topic]) => !['key', 'signature', 'form'].includes(topic))
  return said === undefined || !others.some(([, words]) => words.test(said)) || saysThatKeyLacks(answer)
}

/** Whether a target says that it has no such key. */
export function saysThatKeyLacks(answer: Answer): boolean {
  const said = explanationIn(answer)
  return said !== undefined && TOPICS.key.test(said)
}

/** Whether a target refuses a token by its algorithm, as far as it says so anywhere: what it would say to another one is not known then. */
export const speaksOfAlgorithm = (answer: Answer): boolean =>
  ALGORITHM_WORDS.test(explanationIn(answer) ?? answer.body.slice(0, LONGEST_BODY_READ))

const ALGORITHM_WORDS = /\balg(?:orithms?)?\b|signing method/i

/** Letters. */
const LONGEST_BODY_READ = 10_000

/** Why a target refused, where it says so: in its challenge, or in a body in JSON. */
export function explanationIn(answer: Answer): string | undefined {
  const json = jsonOfBody(answer.body)
  const reason = memberOfBody(json, 'reason')
  if (typeof reason === 'string' && reason !== '') return reason
  const [, described] = /\berror_description="([^"]*)"/.exec(challengesOf(answer).join(', ')) ?? []
  if (described !== undefined && described !== '') return described
  for (const name of ['error_description', 'detail', 'message']) {
    const text = memberOfBody(json, name)
    if (typeof text === 'string' && text !== '') return text
  }
  return undefined
}
