import { onceForEach } from './once-for-each.ts'
import type { Answer } from '../answer.ts'
import { jsonOfBody } from './marker.ts'

/** What an answer is recognised by: its type, and the members or words of its body, without what is new in each. */
export type Features = ReadonlySet<string>

/** As many are looked at: a body of 64 KB has no more that matter. */
const MOST_FEATURES = 4000
const DEEPEST = 40

/** Ids, dates, times and numbers are another in each answer, and so is a token. */
const NEW_IN_EACH =
  /[\w-]+\.[\w-]+\.[\w-]*|[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{16,}\b|\d{4}-\d\d-\d\dT[\d:.]+Z?|\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [\d:]+ GMT|\d+/gi

/** A text, and each of these as one sign. */
export const withoutNew = (text: string): string => text.replace(NEW_IN_EACH, '#')

export const featuresOf = onceForEach(({ headers, body }: Answer): Features => {
  const [type = ''] = (headers.find(([name]) => name === 'content-type')?.[1] ?? '').split(';')
  const features = new Set([`type ${type.trim().toLowerCase()}`])
  const json = jsonOfBody(body)
  if (typeof json === 'object' && json !== null) addMembers(features, json, '', 0)
  else if (body.trim() === '') features.add('nothing')
  else for (const word of withoutNew(body).match(/[^\s<>="']+/g) ?? []) if (!addFeature(features, `word ${word}`)) break
  return features
})

/** A list is like a list, however long it is. What is true or false is told apart: `valid: false` is another answer. */
function addMembers(features: Set<string>, value: unknown, path: string, depth: number): void {
  if (depth > DEEPEST) return
  if (Array.isArray(value)) {
    for (const each of value.slice(0, 50)) addMembers(features, each, `${path}[]`, depth + 1)
    addFeature(features, `list ${path}`)
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value))
      if (features.size < MOST_FEATURES) addMembers(features, member, `${path}.${name}`, depth + 1)
  } else if (typeof value === 'string') {
    addFeature(features, `text ${path}`)
    addFeature(features, `text ${path} ${withoutNew(value.slice(0, 200))}`)
  } else addFeature(features, typeof value === 'boolean' ? `${path} ${value}` : `${typeof value} ${path}`)
}

const addFeature = (features: Set<string>, feature: string): boolean =>
  features.size < MOST_FEATURES && features.add(feature) !== undefined

/** How much of one answer is in another: 0 for nothing, 1 for all. An answer that has more besides is like it, too. */
export function likeness(known: Features, other: Features): number {
  const both = [...known].filter((each) => other.has(each)).length
  return known.size === 0 ? 0 : both / known.size
}
