import type { YamlEntry } from '../../config/yaml-parts.ts'
import { placeHere, plainText, quoted, refusePart, within, type Spot } from '../mesh/read-parts.ts'
import { compileLinear } from './linear-regex.ts'
import { glooFields, glooFlag } from './gloo-parts.ts'
import type { GlooMatcher } from './model.ts'

const URI_FORMS = ['prefix', 'exact', 'regex'] as const

/** Reads `uri`: one of prefix, exact and regex. Of a regular expression the whole path must match, as Envoy has it. */
export function readUriMatcher(entry: YamlEntry, spot: Spot): GlooMatcher | undefined {
  const inside = within(spot, 'uri')
  const fields = glooFields(entry.value, inside, [...URI_FORMS, 'ignoreCase'], ['suffix'])
  if (!fields) return undefined
  const ignoreCase = glooFlag(fields.get('ignoreCase'), inside, false)
  const [form, second] = URI_FORMS.filter((name) => fields.has(name))
  if (form === undefined) return refusePart(inside, entry, 'it says nothing to match: add "prefix", "exact" or "regex"')
  if (second !== undefined) refusePart(inside, entry, `it has "${form}" and "${second}": leave one out`)
  const value = plainText(fields.get(form), inside)
  const part = fields.get(form)?.value ?? entry.value
  if (value === undefined) return undefined
  const place = placeHere(inside, part.place)
  const here = within(inside, form)
  if (form === 'regex') {
    const compiled = compileLinear(value, ignoreCase)
    if ('fault' in compiled) return refusePart(here, part, `${quoted(value)} cannot be used: ${compiled.fault}`)
    return { kind: 'regex', value, ignoreCase, place, matches: compiled.matches }
  }
  if (!value.startsWith('/') || /[?#\\\s]/.test(value))
    return refusePart(here, part, `${quoted(value)} matches no path: begin it with "/", without query`)
  return { kind: form, value, ignoreCase, place }
}
