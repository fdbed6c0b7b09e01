import { Buffer } from 'node:buffer'
import type { JwtRule } from '../../../policy/mesh/jwt-rule.ts'
import { isObject } from '../../../token/claims.ts'
import type { TokenLocation } from './locations.ts'
import type { MeshForm } from './read-token.ts'

/** What tokens that a rule believes change in the request that goes on. */
export interface MeshOutput {
  /** Headers that the service gets, by their names in lower case. */
  readonly set: Readonly<Record<string, readonly string[]>>
  /** Headers that had a token: every field of the name goes. */
  readonly removeHeaders: readonly string[]
  /** Parameters that had a token; a cookie stays. */
  readonly removeParameters: readonly string[]
}

interface BelievedToken {
  readonly form: MeshForm
  readonly claims: Record<string, unknown>
  readonly found: { readonly at: TokenLocation } | undefined
}

/** @param tokens in the order in which they were checked: each says its own, as the mesh does */
export function outputsOf(rule: JwtRule, tokens: readonly BelievedToken[]): MeshOutput {
  const places = rule.forwardOriginalToken ? [] : tokens.flatMap(({ found }) => found?.at ?? [])
  const removed = (kind: TokenLocation['kind']) => [
    ...new Set(places.flatMap((at) => (at.kind === kind ? [at.name] : []))),
  ]
  const removeHeaders = removed('header')
  const all = tokens.flatMap(({ form, claims }) => headersFor(rule, form, claims))
  const kept = all.filter(({ name }) => !removeHeaders.includes(name)) // the mesh takes the token away last
  const byName = Map.groupBy(kept, ({ name }) => name)
  return {
    set: Object.fromEntries([...byName].map(([name, several]) => [name, several.map(({ value }) => value)])),
    removeHeaders,
    removeParameters: removed('parameter'),
  }
}

/** The headers that only the sidecar sets: whatever a client says under these names goes, also from a request without a token. */
export function outputHeaders(rules: readonly JwtRule[]): string[] {
  const names = rules.flatMap(({ outputPayloadToHeader, outputClaimToHeaders }) => [
    outputPayloadToHeader ?? '',
    ...outputClaimToHeaders.map(({ header }) => header),
  ])
  return [...new Set(names.map((name) => name.toLowerCase()))].filter((name) => name !== '')
}

function headersFor(
  { outputPayloadToHeader, outputClaimToHeaders }: JwtRule,
  { payload }: MeshForm,
  claims: Record<string, unknown>,
): { name: string; value: string }[] {
  const whole = outputPayloadToHeader ? [{ name: outputPayloadToHeader, value: payload }] : []
  const single = outputClaimToHeaders.map(({ header, claim }) => ({
    name: header,
    value: asHeader(claimAt(claims, claim)),
  }))
  return [...whole, ...single]
    .filter(({ value }) => value !== '' && !UNWRITABLE_SIGN.test(value))
    .map(({ name, value }) => ({ name: name.toLowerCase(), value }))
}

/** A dot leads into an object, so a claim with a dot in its own name is never found. */
function claimAt(claims: Record<string, unknown>, path: string): unknown {
  let value: unknown = claims
  for (const name of path.split('.')) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined
    value = value[name]
  }
  return value
}

/** Texts, numbers and truth values; anything else, and an empty text, is not said. */
function asHeader(value: unknown): string {
  if (typeof value === 'string') return Buffer.from(value).toString('latin1') // UTF-8, octet by octet
  if (typeof value === 'boolean') return String(value)
  return typeof value === 'number' ? numberInHeader(value) : ''
}

/** What fits 64 bits without a sign is a whole number; the rest has six digits behind the point. */
function numberInHeader(value: number): string {
  if (value >= 0 && value < 2 ** 64 && Number.isInteger(value)) return BigInt(value).toString()
  if (Number.isInteger(value)) return `${BigInt(value)}.000000`
  return value.toFixed(6)
}

/** What no header can have (RFC 9110 §5.5). */
const UNWRITABLE_SIGN = /[^\t\x20-\x7e\x80-\xff]/

/** Those frame a message, or say where it goes: whoever forwards says them. */
const OF_THE_MESSAGE = new Set(
  '__proto__ connection content-length expect host keep-alive te trailer transfer-encoding upgrade'.split(' '),
)

/** @param names in lower case @throws TypeError for what is no name of a header, or one that frames a message */
export function refuseOutputHeaders(names: readonly string[]): void {
  const fault = names.find((name) => OF_THE_MESSAGE.has(name) || !/^[\w!#$%&'*+.^`|~-]{1,256}$/.test(name))
  if (fault !== undefined) throw new TypeError(`a claim or payload cannot be written into the header ${fault}`)
}
