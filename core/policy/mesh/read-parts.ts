import { nearestOf } from '../../config/nearest.ts'
import type { YamlEntry, YamlPart, YamlPlace } from '../../config/yaml-parts.ts'
import { shownText } from '../../shown-text.ts'
import type { PolicyPlace } from './model.ts'

/** What is wrong with a policy, or worth a remark: where, and a sentence that says what to do. */
export interface MeshFault extends PolicyPlace {
  /** The policy and the field, such as `AuthorizationPolicy default/webui: spec.rules[0].from`; empty for a whole file. */
  where: string
  message: string
}

/** Where the reader is, and whom it tells what is wrong there. */
export interface Spot {
  file: string
  /** The policy, as far as it is known. */
  subject: string
  /** The field within it. */
  path: string
  fault(fault: MeshFault): void
  /** Something that is taken as it is, and has another effect than it seems to have. */
  remark(fault: MeshFault): void
}

export const within = (spot: Spot, step: string): Spot => ({
  ...spot,
  path: step.startsWith('[') || spot.path === '' ? `${spot.path}${step}` : `${spot.path}.${step}`,
})

export const placeHere = ({ file }: Spot, { line, column }: YamlPlace): PolicyPlace => ({ file, line, column })

const faultAt = (spot: Spot, place: YamlPlace, message: string): MeshFault => ({
  ...placeHere(spot, place),
  where: shownText([spot.subject, spot.path].filter((text) => text !== '').join(': ')),
  message: shownText(message),
})

/** Tells a fault; its value is that of a part which cannot be used. */
export function refusePart(spot: Spot, { place }: { place: YamlPlace }, message: string): undefined {
  spot.fault(faultAt(spot, place, message))
}

export function remarkOn(spot: Spot, { place }: { place: YamlPlace }, message: string): void {
  spot.remark(faultAt(spot, place, message))
}

/** Somebody else's text in a sentence: one line, not long. */
export const quoted = (text: string) => `"${shownText(text.length > 80 ? `${text.slice(0, 77)}...` : text)}"`

export type Fields = ReadonlyMap<string, YamlEntry>

/**
 * The fields of a map, without those that say null: the mesh takes them as absent.
 * @param known every other one is a fault, with the nearest of these
 */
export function fieldsOf(part: YamlPart, spot: Spot, known: readonly string[]): Fields | undefined {
  if (part.kind !== 'map') return refusePart(spot, part, `this must be a map with the fields ${known.join(', ')}`)
  const fields = new Map<string, YamlEntry>()
  for (const entry of part.entries) {
    const isNull = entry.value.kind === 'scalar' && entry.value.value === null
    if (!known.includes(entry.key)) refusePart(spot, entry, unknownField(entry.key, known))
    else if (!isNull) fields.set(entry.key, entry)
  }
  return fields
}

function unknownField(key: string, known: readonly string[]): string {
  if (key === '<<') return 'merge keys ("<<") are not read here: write the fields out'
  const nearest = nearestOf(key, known)
  return nearest === undefined
    ? `there is no field ${quoted(key)} here; known are ${known.join(', ')}`
    : `there is no field ${quoted(key)} here; did you mean "${nearest}"?`
}

/** A list with at least one item. `leaveOut`: what to do where there is none. */
export function itemsOf(
  part: YamlPart,
  spot: Spot,
  leaveOut = 'leave the field out, or add an item',
): readonly YamlPart[] | undefined {
  if (part.kind !== 'list') return refusePart(spot, part, 'this must be a list: begin each item with "- "')
  if (part.items.length === 0) return refusePart(spot, part, `this list is empty: ${leaveOut}`)
  return part.items
}

export function textOfPart(part: YamlPart, spot: Spot): string | undefined {
  if (part.kind !== 'scalar') return refusePart(spot, part, 'this must be a text')
  if (typeof part.value !== 'string') {
    return refusePart(spot, part, `this must be a text: write it in quotes, ${quoted(part.source)}`)
  }
  if (part.value === '') return refusePart(spot, part, 'this must not be empty')
  return part.value
}

/** The texts of a list, each with its part. Where one is a fault, it is left out. */
export function textsOf(part: YamlPart, spot: Spot): { text: string; part: YamlPart }[] | undefined {
  return itemsOf(part, spot)?.flatMap((item, at) => {
    const text = textOfPart(item, within(spot, `[${at}]`))
    return text === undefined ? [] : [{ text, part: item }]
  })
}

export const plainTexts = (entry: YamlEntry | undefined, spot: Spot): string[] =>
  entry ? (textsOf(entry.value, within(spot, entry.key)) ?? []).map(({ text }) => text) : []

export const plainText = (entry: YamlEntry | undefined, spot: Spot): string | undefined =>
  entry && textOfPart(entry.value, within(spot, entry.key))

/** One of some words. */
export function wordOf<Word extends string>(
  entry: YamlEntry | undefined,
  spot: Spot,
  words: readonly Word[],
): Word | undefined {
  const text = plainText(entry, spot)
  if (!entry || text === undefined) return undefined
  const word = words.find((known) => known === text)
  if (word !== undefined) return word
  const nearest = nearestOf(text, words)
  const advice = nearest === undefined ? `write one of ${words.join(', ')}` : `did you mean ${nearest}?`
  return refusePart(within(spot, entry.key), entry.value, `${quoted(text)} is none of the known words: ${advice}`)
}
