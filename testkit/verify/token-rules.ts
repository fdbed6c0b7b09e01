import { isLoopback } from '#core/http/loopback'
import { isAlgorithm, type Algorithm } from '#core/token/algorithms'
import type { Claims } from '#core/token/claims'
import { ANYONE, type Trust } from '#core/token/trust'

/** What a service says of the tokens that it believes. What protects it has no default, but for the type and the lifetime. */
export interface TokenRules<Own extends object = Claims> {
  /** Who issues them, to the letter: the `iss` of its tokens. */
  issuer: string
  /** The name of this service, which must be in `aud`. Of several, one must be. */
  audience: string | readonly string[]
  algorithms: readonly Algorithm[]
  /** Where the issuer publishes its keys: an https address, or one of this machine. Give this, or `keys`. */
  jwksUri?: string
  /** The keys themselves, where they are known beforehand: a JWKS. */
  keys?: { keys: readonly object[] }
  /** Fetches `jwksUri`, where the issuer needs an authority of its own: `issuer.fetch` of the test kit, for one. */
  fetch?: typeof globalThis.fetch
  /** Of which kind a token says it is; `at+jwt` when absent (RFC 9068 §2.1). `JWT` takes one that does not say. */
  typ?: string
  /** What it must allow: words, with spaces between. Who has not all of them is told 403. */
  scope?: string
  /** Claims that must be there. Absent: those of RFC 9068 §2.2 for `at+jwt`; for others `iss`, `aud`, `sub`, `exp` and `iat`. */
  required?: readonly string[]
  /** How far the clocks of issuer and service may differ. Seconds; 5 when absent. */
  clockTolerance?: number
  /** The longest life of a token. Seconds; a day when absent. */
  maxLifetime?: number
  /** Asked last, of every token and each time: whether it was taken back. What it throws is 503. */
  revoked?: (claims: Claims) => boolean | Promise<boolean>
  /** A standard schema (zod, valibot, arktype …): the types of your claims. A token that does not fit is not believed. */
  schema?: ClaimsSchema<Own>
  /** Remembers good signatures, 5000 at most; everything else is checked each time. `false` for none. */
  cache?: boolean
  /** Told of every refusal and of what cannot be decided, for operators. It has no part of the token. What it throws is dropped. */
  log?: (refusal: { reason: string; claim?: string | undefined; error?: string | undefined }) => unknown
}

/** As much of a standard schema (https://standardschema.dev) as is needed of it. */
export interface ClaimsSchema<Own> {
  readonly '~standard': {
    readonly validate: (value: unknown) => SchemaResult<Own> | Promise<SchemaResult<Own>>
  }
}

export type SchemaResult<Own> =
  { readonly value: Own; readonly issues?: undefined } | { readonly issues: readonly unknown[] }

const OF_ACCESS_TOKENS = ['iss', 'aud', 'sub', 'exp', 'iat', 'jti', 'client_id']
const OF_OTHERS = ['iss', 'aud', 'sub', 'exp', 'iat']
const DAY_SECONDS = 86_400
const USUAL_TOLERANCE_SECONDS = 5
const MOST_TOLERANCE_SECONDS = 300

/** @throws TypeError that says what to write */
export function readTokenRules(rules: TokenRules<object>): { trust: Omit<Trust, 'keys'>; scopes: readonly string[] } {
  const { issuer, audience, algorithms, typ = 'at+jwt', scope = '', clockTolerance = USUAL_TOLERANCE_SECONDS } = rules
  const { required = typ === 'at+jwt' ? OF_ACCESS_TOKENS : OF_OTHERS, maxLifetime = DAY_SECONDS } = rules
  const names = [audience].flat()
  check(isFilled(issuer), 'issuer is the iss of your tokens')
  check(names.length > 0 && names.every(isFilled), 'audience is the name of your service, or a list of its names')
  check(Array.isArray(algorithms) && algorithms.length > 0, "algorithms says which are believed: ['ES256']")
  for (const each of algorithms)
    check(isAlgorithm(each), `"${String(each).slice(0, 40)}" is no algorithm that can be believed: take ES256 or RS256`)
  check(isFilled(typ), "typ is a text: 'at+jwt'")
  check(/^[\x21\x23-\x5b\x5d-\x7e ]*$/.test(scope), 'scope has words of RFC 6749 §3.3, with spaces between')
  check(isBetween(clockTolerance, 0, MOST_TOLERANCE_SECONDS), 'clockTolerance is a number of seconds, 300 at most')
  check(isBetween(maxLifetime, 1, Infinity), 'maxLifetime is a number of seconds')
  check(Array.isArray(required) && required.every(isFilled), 'required is a list of claims')
  check((rules.jwksUri === undefined) !== (rules.keys === undefined), 'give jwksUri or keys, and not both')
  if (rules.jwksUri !== undefined) checkAddress(rules.jwksUri)
  const trust = {
    issuer,
    audience: names,
    subject: ANYONE,
    algorithms: [...algorithms],
    type: typ,
    required: [...new Set([...required, 'exp'])],
    maxLifetimeSeconds: maxLifetime,
    leewaySeconds: clockTolerance,
  } as const
  return { trust, scopes: scope.split(' ').filter(Boolean) }
}

/** Whoever is between could give keys of his own. */
function checkAddress(address: string): void {
  const url = URL.canParse(address) ? new URL(address) : undefined
  const isPlainHere = url?.protocol === 'http:' && (url.hostname === 'localhost' || isLoopback(url.hostname))
  check(url?.protocol === 'https:' || isPlainHere, 'jwksUri is an https address, or an http address of this machine')
}

function check(holds: boolean, what: string): void {
  if (!holds) throw new TypeError(`requireToken: ${what}.`)
}

const isFilled = (value: unknown) => typeof value === 'string' && value !== ''
const isBetween = (value: number, least: number, most: number) => value >= least && value <= most
