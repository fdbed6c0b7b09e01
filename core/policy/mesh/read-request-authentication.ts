import type { YamlEntry, YamlPart } from '../../config/yaml-parts.ts'
import type { RequestAuthentication } from './model.ts'
import { readHead, type PolicyMetadata } from './read-head.ts'
import { readJwtRule } from './read-jwt-rule.ts'
import { fieldsOf, placeHere, refusePart, within, type Fields, type Spot } from './read-parts.ts'

/** Reads the spec of a RequestAuthentication (M-1 to M-10). */
export function readRequestAuthentication(
  metadata: PolicyMetadata,
  document: YamlPart,
  spec: YamlEntry | undefined,
  spot: Spot,
): RequestAuthentication | undefined {
  const inside = within(spot, 'spec')
  const known = ['selector', 'targetRef', 'targetRefs', 'jwtRules']
  const fields: Fields | undefined = spec ? fieldsOf(spec.value, inside, known) : new Map()
  if (!fields) return undefined
  const list = fields.get('jwtRules')?.value
  if (list && list.kind !== 'list')
    refusePart(within(inside, 'jwtRules'), list, 'this must be a list: begin each rule with "- "')
  const read = (list?.kind === 'list' ? list.items : []).flatMap((part, at) => {
    const rule = readJwtRule(part, within(inside, `jwtRules[${at}]`))
    return rule ? [{ rule, place: placeHere(spot, part.place) }] : []
  })
  return {
    kind: 'RequestAuthentication',
    ...readHead(metadata, document, fields, inside),
    rules: read.map(({ rule }) => rule),
    rulePlaces: read.map(({ place }) => place),
  }
}
