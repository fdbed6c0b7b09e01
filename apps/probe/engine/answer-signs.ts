import type { Answer } from '../answer.ts'
import { jsonOfBody } from './marker.ts'
import type { SubjectPlaces } from './subject-places.ts'

/** All by which two answers can be told apart: members and what they say, words, headers, trailers. */
export type AnswerSigns = ReadonlySet<string>

/** As many are looked at. */
const MOST_ANSWER_SIGNS = 5000
const LONGEST_SIGN = 300

/** Headers that differ from answer to answer, whoever asks: times, ids, machines, caches, limits. */
const RESTLESS =
  /^(?:date|age|etag|expires|last-modified|content-length|content-encoding|transfer-encoding|connection|keep-alive|set-cookie|server|server-timing|via|vary|alt-svc|nel|report-to|traceparent|tracestate|retry-after|cache-control|pragma|content-security-policy.*|x-served-by|x-runtime|x-cache.*|x-timer|.*ratelimit.*|.*rate-limit.*|.*(?:request|correlation|trace|span|transaction)-?id.*|.*(?:time|duration|latency|backend|upstream|instance|node|host|pod|server).*|cf-.*|x-amz.*)$/

/** The signs of one answer, without the places that show for whom it is: those follow the token. */
export function answerSigns({ headers, trailers = [], body }: Answer, places?: SubjectPlaces): AnswerSigns {
  const signs = new Set<string>()
  const add = (sign: string) => void (signs.size < MOST_ANSWER_SIGNS && signs.add(sign.slice(0, LONGEST_SIGN)))
  for (const [name, value] of headers) if (!RESTLESS.test(name)) add(`header ${name}: ${value}`)
  for (const [name, value] of trailers) add(`trailer ${name}: ${value}`)
  const isPlace = (path: string) => places?.frames.has(path) === true || places?.lookedUp.has(path) === true
  const json = jsonOfBody(body)
  if (json === undefined)
    for (const word of body.match(/[^\s<>="']+/g)?.slice(0, MOST_ANSWER_SIGNS) ?? []) add(`word ${word}`)
  const left: [path: string, value: unknown][] = json === undefined ? [] : [['', json]]
  for (let count = 0; left.length > 0 && count < MOST_ANSWER_SIGNS; count++) {
    const [path, value] = left.pop()! // there is one
    if (isPlace(path)) continue
    add(`member ${path}`)
    if (typeof value !== 'object' || value === null) add(`member ${path} ${JSON.stringify(value)}`)
    else
      for (const [name, each] of Object.entries(value).slice(0, MOST_ANSWER_SIGNS))
        left.push([Array.isArray(value) ? `${path}[]` : `${path}.${name}`, each])
  }
  return signs
}

/** What answers to good tokens always have, and those to tokens with a broken signature never; and the other way round. */
export interface ForgedSigns {
  readonly good: AnswerSigns
  readonly forged: AnswerSigns
  /** One answer to a token with a broken signature. */
  readonly sample: Answer
  readonly places?: SubjectPlaces
}

/** @returns undefined where nothing differs steadily: then one cannot be told from the other */
export function compareSigns(
  good: readonly Answer[],
  forged: readonly Answer[],
  places?: SubjectPlaces,
): ForgedSigns | undefined {
  const [ofGood, ofForged] = [good, forged].map((all) => all.map((each) => answerSigns(each, places))) as [
    AnswerSigns[],
    AnswerSigns[],
  ] // as many as there are lists
  const steady = (all: AnswerSigns[], others: AnswerSigns[]) =>
    new Set([...(all[0] ?? [])].filter((sign) => all.every((each) => each.has(sign)) && !others.some((each) => each.has(sign)))) // prettier-ignore
  const [sample] = forged
  const signs = { good: steady(ofGood, ofForged), forged: steady(ofForged, ofGood) }
  return !sample || signs.good.size + signs.forged.size === 0
    ? undefined
    : { ...signs, sample, ...(places && { places }) }
}

/** Which of the two an answer is like: `neither` where it has what belongs to none, `both` where it has something of each. */
export function likeWhich(
  answer: Answer,
  { good, forged, places }: ForgedSigns,
): 'good' | 'forged' | 'both' | 'neither' {
  const signs = answerSigns(answer, places)
  const hasGood = [...good].some((sign) => signs.has(sign))
  const hasForged = [...forged].some((sign) => signs.has(sign))
  if (hasGood && hasForged) return 'both'
  if (hasForged) return 'forged'
  return hasGood || good.size === 0 ? 'good' : 'neither'
}
