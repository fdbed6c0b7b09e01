import type { YamlEntry, YamlPart } from '../../config/yaml-parts.ts'
import { PRIVATE_MEMBERS } from '../../token/secret-members.ts'
import type { JwtRule } from './jwt-rule.ts'
import {
  fieldsOf,
  itemsOf,
  plainText,
  plainTexts,
  quoted,
  refusePart,
  remarkOn,
  within,
  wordOf,
  type Fields,
  type Spot,
} from './read-parts.ts'

const RULE_FIELDS = [
  'issuer',
  'audiences',
  'jwks',
  'jwksUri',
  'jwks_uri',
  'fromHeaders',
  'fromParams',
  'fromCookies',
  'outputPayloadToHeader',
  'outputClaimToHeaders',
  'forwardOriginalToken',
  'timeout',
  'presence',
  'spaceDelimitedClaims',
]

/** How long the mesh waits for a key set. */
const USUAL_TIMEOUT_SECONDS = 5

/** The name of a header (RFC 9110 §5.1), and what the mesh allows where it writes one itself. */
const TAKEN_HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const WRITTEN_HEADER_NAME = /^[-_A-Za-z0-9]+$/

/** Reads one of `jwtRules`. */
export function readJwtRule(part: YamlPart, spot: Spot): JwtRule | undefined {
  const fields = fieldsOf(part, spot, RULE_FIELDS)
  if (!fields) return undefined
  const keys = readKeys(fields, part, spot)
  const payload = readHeaderName(fields.get('outputPayloadToHeader'), spot, WRITTEN_HEADER_NAME)
  if (wordOf(fields.get('presence'), spot, ['OPTIONAL', 'REQUIRED']) !== undefined) {
    remarkOn(
      within(spot, 'presence'),
      fields.get('presence') ?? part,
      'the mesh does not look at "presence" yet: it has no effect',
    )
  }
  return {
    issuer: readRuleIssuer(fields, part, spot),
    audiences: plainTexts(fields.get('audiences'), spot),
    ...keys,
    fromHeaders: readFromHeaders(fields.get('fromHeaders'), spot),
    fromParams: plainTexts(fields.get('fromParams'), spot),
    fromCookies: plainTexts(fields.get('fromCookies'), spot),
    ...(payload === undefined ? {} : { outputPayloadToHeader: payload }),
    outputClaimToHeaders: readOutputClaims(fields.get('outputClaimToHeaders'), spot),
    forwardOriginalToken: readFlag(fields.get('forwardOriginalToken'), spot),
    timeoutSeconds: readTimeout(fields.get('timeout'), spot),
    spaceDelimitedClaims: plainTexts(fields.get('spaceDelimitedClaims'), spot),
  }
}

function readRuleIssuer(fields: Fields, part: YamlPart, spot: Spot): string {
  const entry = fields.get('issuer')
  const isEmpty = !entry || (entry.value.kind === 'scalar' && entry.value.value === '')
  if (!isEmpty) return plainText(entry, spot) ?? ''
  const hasUri = fields.has('jwksUri') || fields.has('jwks_uri')
  if (!hasUri)
    refusePart(spot, entry ?? part, 'this rule has no issuer: add "issuer"; only with "jwksUri" may it be empty')
  return ''
}

function readKeys(fields: Fields, part: YamlPart, spot: Spot): Pick<JwtRule, 'jwks' | 'jwksUri'> {
  const uriEntry = fields.get('jwksUri') ?? fields.get('jwks_uri')
  if (fields.has('jwksUri') && fields.has('jwks_uri'))
    refusePart(spot, part, '"jwks_uri" is another name of "jwksUri": leave it out')
  if (uriEntry && fields.has('jwks')) refusePart(spot, uriEntry, 'this rule has "jwks" and "jwksUri": leave one out')
  const jwks = plainText(fields.get('jwks'), spot)
  const jwksUri = plainText(uriEntry, spot)
  if (jwks !== undefined) checkKeySet(jwks, fields.get('jwks') ?? part, within(spot, 'jwks'))
  if (uriEntry && jwksUri !== undefined && !/^https?:\/\/[^/]/.test(jwksUri)) {
    refusePart(
      within(spot, uriEntry.key),
      uriEntry.value,
      `${quoted(jwksUri)} must be an address: let it begin with http:// or https://`,
    )
  }
  return { ...(jwks === undefined ? {} : { jwks }), ...(jwksUri === undefined ? {} : { jwksUri }) }
}

function checkKeySet(text: string, entry: { place: YamlPart['place'] }, spot: Spot): void {
  const keys = keysInSet(text)
  if (!keys) refusePart(spot, entry, 'this is no key set: it must be JSON such as {"keys": [{"kty": "RSA", …}]}')
  else if (
    keys.some((key) => PRIVATE_MEMBERS.some((member) => typeof key === 'object' && key !== null && member in key))
  ) {
    remarkOn(
      spot,
      entry,
      'this key set has private keys in it: publish the public ones alone, and take these out of use',
    )
  }
}

function keysInSet(text: string): unknown[] | undefined {
  try {
    const set: unknown = JSON.parse(text)
    const keys = typeof set === 'object' && set !== null && 'keys' in set ? set.keys : undefined
    return Array.isArray(keys) ? keys : undefined
  } catch {
    return undefined
  }
}

function readHeaderName(entry: YamlEntry | undefined, spot: Spot, form: RegExp): string | undefined {
  const name = plainText(entry, spot)
  if (!entry || name === undefined || form.test(name)) return name
  return refusePart(
    within(spot, entry.key),
    entry.value,
    `${quoted(name)} is no name of a header: write letters, digits, - and _`,
  )
}

function readFromHeaders(entry: YamlEntry | undefined, spot: Spot): JwtRule['fromHeaders'] {
  return readMaps(entry, spot, ['name', 'prefix'], (fields, inside, part) => {
    if (!fields.has('name')) refusePart(inside, part, 'this place of a token has no header: add "name"')
    const name = readHeaderName(fields.get('name'), inside, TAKEN_HEADER_NAME)
    const prefix = fields.get('prefix')
    const isEmpty = prefix?.value.kind === 'scalar' && prefix.value.value === ''
    const text = isEmpty ? '' : plainText(prefix, inside)
    return name === undefined ? undefined : { name, prefix: text ?? '' }
  })
}

function readOutputClaims(entry: YamlEntry | undefined, spot: Spot): JwtRule['outputClaimToHeaders'] {
  return readMaps(entry, spot, ['header', 'claim'], (fields, inside, part) => {
    if (!fields.has('header') || !fields.has('claim')) refusePart(inside, part, 'this needs both: "header" and "claim"')
    const header = readHeaderName(fields.get('header'), inside, WRITTEN_HEADER_NAME)
    const claim = plainText(fields.get('claim'), inside)
    return header === undefined || claim === undefined ? undefined : { header, claim }
  })
}

function readMaps<Item>(
  entry: YamlEntry | undefined,
  spot: Spot,
  known: readonly string[],
  read: (fields: Fields, inside: Spot, part: YamlPart) => Item | undefined,
): Item[] {
  if (!entry) return []
  const list = within(spot, entry.key)
  return (itemsOf(entry.value, list) ?? []).flatMap((part, at) => {
    const inside = within(list, `[${at}]`)
    const fields = fieldsOf(part, inside, known)
    const item = fields && read(fields, inside, part)
    return item === undefined ? [] : [item]
  })
}

function readFlag(entry: YamlEntry | undefined, spot: Spot): boolean {
  if (!entry) return false
  const { value } = entry
  if (value.kind === 'scalar' && typeof value.value === 'boolean') return value.value
  return refusePart(within(spot, entry.key), value, 'this must be true or false, without quotes') ?? false
}

const UNIT_SECONDS: ReadonlyMap<string, number> = new Map([
  ['ms', 0.001],
  ['s', 1],
  ['m', 60],
  ['h', 3600],
])

function readTimeout(entry: YamlEntry | undefined, spot: Spot): number {
  const text = plainText(entry, spot)
  if (!entry || text === undefined) return USUAL_TIMEOUT_SECONDS
  const form = /^(\d{1,6}(?:\.\d{1,6})?)(ms|s|m|h)$/.exec(text)
  const seconds = form ? Number(form[1]) * (UNIT_SECONDS.get(form[2] ?? '') ?? 0) : 0
  const message = `${quoted(text)} is no time of at least 1ms: write, for example, 5s or 500ms`
  return seconds >= 0.001
    ? seconds
    : (refusePart(within(spot, 'timeout'), entry.value, message) ?? USUAL_TIMEOUT_SECONDS)
}
