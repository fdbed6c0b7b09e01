import type { YamlEntry, YamlPart } from '../../config/yaml-parts.ts'
import { nearestOf } from '../../config/nearest.ts'
import { attributeOfKey, KNOWN_CONDITION_KEYS, type Attribute } from './attributes.ts'
import { checkValue } from './check-value.ts'
import type { PolicyCondition, RuleEntry } from './model.ts'
import {
  fieldsOf,
  itemsOf,
  placeHere,
  plainText,
  quoted,
  refusePart,
  textsOf,
  within,
  type Spot,
} from './read-parts.ts'

/** `principals` and `notPrincipals`. */
const negated = (field: string) => `not${field[0]?.toUpperCase()}${field.slice(1)}`

/** The part of a path that begins at the rule. */
const fromRule = ({ path }: Spot) => path.replace(/^spec\.rules\[\d+\]\.?/, '')

function conditionOf(entry: YamlEntry, attribute: Attribute, isNegated: boolean, spot: Spot): PolicyCondition[] {
  const inside = within(spot, entry.key)
  const values = textsOf(entry.value, inside)
  if (!values || values.length === 0) return []
  for (const [at, { text, part }] of values.entries()) {
    const problem = checkValue(attribute, text)
    if (problem !== undefined) refusePart(within(inside, `[${at}]`), part, problem)
  }
  return [
    {
      attribute,
      isNegated,
      values: values.map(({ text }) => text),
      path: fromRule(inside),
      place: placeHere(spot, entry.place),
      valuePlaces: values.map(({ part }) => placeHere(spot, part.place)),
    },
  ]
}

/** Reads `from` or `to`: a list of maps with one field, `source` or `operation`, which says something (M-13). */
export function readEntries(
  entry: YamlEntry | undefined,
  spot: Spot,
  name: 'source' | 'operation',
  known: ReadonlyMap<string, Attribute>,
): RuleEntry[] {
  if (!entry) return []
  const list = within(spot, entry.key)
  const anybody = `an empty "${entry.key}" would match everything or nothing: leave it out, or add an item`
  return (itemsOf(entry.value, list, anybody) ?? []).flatMap((part, at) => {
    const inside = within(list, `[${at}]`)
    const inner = fieldsOf(part, inside, [name])
    const found = inner?.get(name)
    if (inner && !found)
      refusePart(inside, part, `this entry is empty: add "${name}" with at least one field, or take it out`)
    return found ? readEntry(found, within(inside, name), known) : []
  })
}

function readEntry(entry: YamlEntry, spot: Spot, known: ReadonlyMap<string, Attribute>): RuleEntry[] {
  const names = [...known.keys()]
  const fields = fieldsOf(entry.value, spot, [...names, ...names.map(negated)])
  if (!fields) return []
  if (fields.size === 0) {
    return refusePart(spot, entry, `this "${entry.key}" is empty: add at least one field, or take the entry out`) ?? []
  }
  refuseServiceAccountsBesides(fields, spot)
  const conditions = [...known].flatMap(([field, attribute]) => {
    const wanted = fields.get(field)
    const unwanted = fields.get(negated(field))
    return [
      ...(wanted ? conditionOf(wanted, attribute, false, spot) : []),
      ...(unwanted ? conditionOf(unwanted, attribute, true, spot) : []),
    ]
  })
  return [{ path: fromRule(spot), place: placeHere(spot, entry.place), conditions }]
}

const BESIDES_SERVICE_ACCOUNTS = ['principals', 'notPrincipals', 'namespaces', 'notNamespaces']

function refuseServiceAccountsBesides(fields: ReadonlyMap<string, YamlEntry>, spot: Spot): void {
  const account = fields.get('serviceAccounts') ?? fields.get('notServiceAccounts')
  const others = BESIDES_SERVICE_ACCOUNTS.filter((name) => fields.has(name))
  if (account && others.length > 0) {
    refusePart(
      spot,
      account,
      `"${account.key}" says namespace and account: it cannot stand beside ${others.join(' and ')}`,
    )
  }
}

/** Reads `when`: each entry is one key with values, or values that it must not have (M-19). */
export function readWhen(entry: YamlEntry | undefined, spot: Spot): PolicyCondition[] {
  if (!entry) return []
  const list = within(spot, 'when')
  return (itemsOf(entry.value, list) ?? []).flatMap((part, at) => readWhenEntry(part, within(list, `[${at}]`)))
}

function readWhenEntry(part: YamlPart, spot: Spot): PolicyCondition[] {
  const fields = fieldsOf(part, spot, ['key', 'values', 'notValues'])
  if (!fields) return []
  const keyEntry = fields.get('key')
  if (!keyEntry) return refusePart(spot, part, 'this condition has no "key": add one, such as source.principal') ?? []
  const key = plainText(keyEntry, spot)
  const values = fields.get('values')
  const notValues = fields.get('notValues')
  if (!values && !notValues) refusePart(spot, part, 'this condition has no values: add "values" or "notValues"')
  if (key === undefined) return []
  const attribute = attributeOfKey(key)
  if (!attribute) return refusePart(within(spot, 'key'), keyEntry.value, unknownKey(key)) ?? []
  return [
    ...(values ? conditionOf(values, attribute, false, spot) : []),
    ...(notValues ? conditionOf(notValues, attribute, true, spot) : []),
  ]
}

function unknownKey(key: string): string {
  const nearest = nearestOf(key, KNOWN_CONDITION_KEYS)
  const advice = nearest === undefined ? `known are ${KNOWN_CONDITION_KEYS.join(', ')}` : `did you mean ${nearest}?`
  return `there is no condition ${quoted(key)}: ${advice}; in a DENY policy the mesh would drop the whole rule and let everything in`
}
