import type { YamlEntry } from '../../config/yaml-parts.ts'
import { plainText, quoted, refusePart, within, type Spot } from '../mesh/read-parts.ts'
import { glooFields, maybeItems, neededText, glooFlag } from './gloo-parts.ts'
import type { GlooClaim } from './model.ts'

/** Of a field (RFC 9110 §5.1). */
const FIELD_NAME = /^[!#$%&'*+\-.^`|~\w]{1,100}$/

/** What frames or routes a message is not set from a token. */
const NOT_THESE = new Set([
  'connection',
  'content-length',
  'content-type',
  'cookie',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
])

/** @returns in lower case, as it is compared */
export function readGlooHeader(entry: YamlEntry | undefined, spot: Spot): string | undefined {
  const text = plainText(entry, spot)
  if (!entry || text === undefined) return undefined
  const name = text.toLowerCase()
  const here = within(spot, entry.key)
  if (!FIELD_NAME.test(text)) return refusePart(here, entry.value, `${quoted(text)} is not the name of a header`)
  if (NOT_THESE.has(name) || name.startsWith('x-forwarded-'))
    return refusePart(here, entry.value, `${quoted(text)} says how a message is sent: choose a name of your own`)
  return name
}

/** Reads `claimsToHeaders`. */
export function readGlooClaims(entry: YamlEntry | undefined, spot: Spot): GlooClaim[] {
  return maybeItems(entry, spot).flatMap(({ part, inside }) => {
    const fields = glooFields(part, inside, ['claim', 'header', 'append'])
    if (!fields) return []
    const claim = neededText(fields, 'claim', part, inside, 'the name of a claim')
    if (!fields.has('header')) refusePart(inside, part, '"header" is missing: add it, such as x-name')
    const header = readGlooHeader(fields.get('header'), inside)
    const append = glooFlag(fields.get('append'), inside, false)
    return claim === undefined || header === undefined ? [] : [{ claim, header, append }]
  })
}
