import { parseGoDuration } from '../../config/go-duration.ts'
import { nearestOf } from '../../config/nearest.ts'
import type { YamlEntry, YamlPart } from '../../config/yaml-parts.ts'
import {
  fieldsOf,
  itemsOf,
  placeHere,
  plainText,
  quoted,
  refusePart,
  remarkOn,
  textOfPart,
  within,
  type Fields,
  type Spot,
} from '../mesh/read-parts.ts'
import type { GlooRef } from './model.ts'

/**
 * The fields of a map. What Gloo knows and this gateway does not do is told apart from what nobody knows, and neither is ignored: a
 * field about who may come in would have no effect.
 */
export function glooFields(
  part: YamlPart,
  spot: Spot,
  known: readonly string[],
  unsupported: readonly string[] = [],
): Fields | undefined {
  if (part.kind !== 'map') return fieldsOf(part, spot, known)
  const supported = part.entries.filter((entry) => {
    if (!unsupported.includes(entry.key)) return true
    refusePart(within(spot, entry.key), entry, `Gloo knows "${entry.key}", and it is not supported here: leave it out`)
    return false
  })
  return fieldsOf({ ...part, entries: supported }, spot, known)
}

/** The fields of the map below an entry. */
export const glooFieldsBelow = (
  entry: YamlEntry | undefined,
  spot: Spot,
  known: readonly string[],
  unsupported: readonly string[] = [],
): Fields | undefined => entry && glooFields(entry.value, within(spot, entry.key), known, unsupported)

/** What is good for a cluster, and changes nothing here, is told. @param why the end of a sentence: `the gateway is asked by nobody` */
export function withoutEffect(fields: Fields | undefined, keys: readonly string[], spot: Spot, why: string): void {
  for (const key of keys) {
    const entry = fields?.get(key)
    if (entry) remarkOn(within(spot, key), entry, `this has no effect here: ${why}`)
  }
}

/** A text that must be there. `hint` says what stands in it. */
export function neededText(
  fields: Fields,
  key: string,
  whole: { place: YamlPart['place'] },
  spot: Spot,
  hint: string,
): string | undefined {
  const entry = fields.get(key)
  if (!entry) return refusePart(spot, whole, `"${key}" is missing: add it, ${hint}`)
  const text = plainText(entry, spot)
  if (text === undefined) return undefined
  if (/^<.*>$/s.test(text))
    return refusePart(within(spot, key), entry.value, `${quoted(text)} is still to be filled in: write ${hint}`)
  return text
}

export function glooFlag(entry: YamlEntry | undefined, spot: Spot, fallback: boolean): boolean {
  if (!entry) return fallback
  const { value: part } = entry
  if (part.kind === 'scalar' && typeof part.value === 'boolean') return part.value
  refusePart(within(spot, entry.key), part, 'this must be true or false, without quotes')
  return fallback
}

export function glooNumber(entry: YamlEntry | undefined, spot: Spot, from: number, to: number): number | undefined {
  if (!entry) return undefined
  const { value: part } = entry
  const number = part.kind === 'scalar' ? part.value : undefined
  if (typeof number === 'number' && Number.isInteger(number) && number >= from && number <= to) return number
  return refusePart(within(spot, entry.key), part, `this must be a whole number from ${from} to ${to}`)
}

/** @returns milliseconds */
export function glooDuration(entry: YamlEntry | undefined, spot: Spot): number | undefined {
  const text = plainText(entry, spot)
  if (!entry || text === undefined) return undefined
  return (
    parseGoDuration(text) ??
    refusePart(within(spot, entry.key), entry.value, `${quoted(text)} is no duration: write 2s or 5m`)
  )
}

const PATH = /^\/[\w\-.~%!$&'()*+,;=:@/]*$/

/** A path that a gateway answers itself, or puts before another one. */
export function glooPath(entry: YamlEntry | undefined, spot: Spot): string | undefined {
  const text = plainText(entry, spot)
  if (!entry || text === undefined) return undefined
  if (PATH.test(text) && text.length <= 1000) return text
  return refusePart(
    within(spot, entry.key),
    entry.value,
    `${quoted(text)} is no path: begin it with "/", without query`,
  )
}

/** A map of texts to texts. */
export function glooTexts(entry: YamlEntry | undefined, spot: Spot): Record<string, string> {
  if (!entry) return {}
  const inside = within(spot, entry.key)
  if (entry.value.kind !== 'map') return refusePart(inside, entry.value, 'this must be a map of texts') ?? {}
  const pairs = entry.value.entries.flatMap(({ key, value }) => {
    const text = textOfPart(value, within(inside, key))
    return text === undefined ? [] : [[key, text] as const]
  })
  return Object.fromEntries(pairs)
}

/** The items of a list that may be left out. */
export function maybeItems(entry: YamlEntry | undefined, spot: Spot): { part: YamlPart; inside: Spot }[] {
  if (!entry) return []
  const list = within(spot, entry.key)
  return (itemsOf(entry.value, list) ?? []).map((part, at) => ({ part, inside: within(list, `[${at}]`) }))
}

/** `cluster` is read and makes no difference: there is one. */
const GLOO_REF_FIELDS = ['name', 'namespace', 'cluster']

/** A reference to another document; without a namespace it is that of the document itself. */
export function readGlooRef(part: YamlPart, spot: Spot, namespace: string): GlooRef | undefined {
  const fields = glooFields(part, spot, GLOO_REF_FIELDS)
  const name = fields && neededText(fields, 'name', part, spot, 'the name of the document that is meant')
  if (!fields || name === undefined) return undefined
  plainText(fields.get('cluster'), spot)
  return { name, namespace: plainText(fields.get('namespace'), spot) ?? namespace, place: placeHere(spot, part.place) }
}

export const glooRefBelow = (entry: YamlEntry | undefined, spot: Spot, namespace: string): GlooRef | undefined =>
  entry && readGlooRef(entry.value, within(spot, entry.key), namespace)

/** Adds the name that was perhaps meant. */
export function perhapsCalled(given: string, known: readonly string[]): string {
  const nearest = nearestOf(given, known)
  if (nearest !== undefined) return `; perhaps ${quoted(nearest)} was meant`
  return known.length === 0 ? '' : `; there is ${[...new Set(known)].slice(0, 5).map(quoted).join(', ')}`
}
