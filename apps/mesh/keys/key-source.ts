import type { JwtRule } from '#core/policy/mesh/jwt-rule'

/** Where the keys of a rule come from. Rules with the same `id` share them. */
export type RuleKeySource = { readonly id: string } & (
  | { readonly kind: 'inline'; readonly text: string }
  /** `patience`: for one answer, in milliseconds. */
  | { readonly kind: 'address'; readonly address: string; readonly patience: number }
  | { readonly kind: 'discovery'; readonly address: string; readonly patience: number }
)

const DISCOVERY = '/.well-known/openid-configuration'

/** Nobody waits longer for an answer, whatever a rule says. Milliseconds. */
const LONGEST_PATIENCE = 30_000

/** A rule has a key set in it, or the address of one; without either its issuer is asked where it is. */
export function keySourceOf({ issuer, jwks, jwksUri, timeoutSeconds }: JwtRule): RuleKeySource {
  if (jwks !== undefined) return { id: `inline ${jwks}`, kind: 'inline', text: jwks }
  const patience = Math.min(LONGEST_PATIENCE, Math.max(1, timeoutSeconds * 1000))
  const kind = jwksUri === undefined ? 'discovery' : 'address'
  const address = jwksUri ?? `${issuer.replace(/\/$/, '')}${DISCOVERY}`
  return { id: `${kind} ${patience} ${address}`, kind, address, patience }
}

/** @returns why nobody can be asked there, as the end of a sentence; undefined where somebody can */
export function faultOfAddress(address: string): string | undefined {
  if (!URL.canParse(address)) return 'is no URL'
  const { protocol, username, password } = new URL(address)
  if (protocol !== 'http:' && protocol !== 'https:') return 'is no http or https address'
  return username === '' && password === '' ? undefined : 'has a user name'
}
