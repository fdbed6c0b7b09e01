import { nearestOf } from '#core/config/nearest'
import { isLoopback } from '#core/http/loopback'
import { isAlgorithm } from '#core/token/algorithms'
import type { TokenRules } from './token-rules.ts'

type TokenRuleName = keyof TokenRules<object>

const MOST_TOLERANCE_SECONDS = 300
const MOST_TIMEOUT_SECONDS = 60

/** What each rule must be, where it is said at all. Whoever writes JavaScript is told of a text that should be a number. */
const MUST_BE: Readonly<Record<TokenRuleName, [holds: (value: unknown) => boolean, what: string]>> = {
  issuer: [isFilled, 'issuer is the iss of your tokens'],
  audience: [isNames, 'audience is the name of your service, or a list of its names'],
  algorithms: [(value) => isList(value) && value.length > 0, "algorithms says which are believed: ['ES256']"],
  jwksUri: [isKeyAddress, 'jwksUri is an https address, or an http address of this machine, without a password'],
  keys: [isJwks, 'keys is a JWKS: { keys: [ … ] }'],
  fetch: [isFunction, 'fetch is a function like that of Node'],
  typ: [isFilled, "typ is a text: 'at+jwt'"],
  scope: [isScope, "scope has words of RFC 6749 §3.3, with spaces between: 'orders.read orders.write'"],
  required: [(value) => isList(value) && value.every(isFilled), "required is a list of claims: ['sub', 'jti']"],
  clockTolerance: [secondsIn(0, MOST_TOLERANCE_SECONDS), 'clockTolerance is a number of seconds, 300 at most'],
  maxLifetime: [secondsIn(1, Number.MAX_VALUE), 'maxLifetime is a number of seconds, 1 at least'],
  revoked: [isFunction, 'revoked is a function: (claims) => true or false, or a promise of it'],
  schema: [isSchema, 'schema is a standard schema, as zod, valibot and arktype make them'],
  timeout: [secondsIn(0.001, MOST_TIMEOUT_SECONDS), 'timeout is a number of seconds, 60 at most'],
  cache: [(value) => typeof value === 'boolean', 'cache is true or false'],
  log: [isFunction, 'log is a function: (refusal) => …'],
}

const RULE_NAMES = Object.keys(MUST_BE) as TokenRuleName[] // its own names

/** What others call them. */
const CALLED_ELSEWHERE: Readonly<Record<string, TokenRuleName>> = {
  requiredScopes: 'scope',
  revocation: 'revoked',
  revocationList: 'revoked',
  requiredClaims: 'required',
  leeway: 'clockTolerance',
  clockSkew: 'clockTolerance',
  maxAge: 'maxLifetime',
  maxTokenAge: 'maxLifetime',
  jwks: 'keys',
  type: 'typ',
  logger: 'log',
}

/**
 * Looks at the rules one by one: a name that is none would protect nobody, and be missed by nobody.
 * @throws TypeError that says what to write
 */
export function checkRuleTypes(rules: unknown): void {
  if (typeof rules !== 'object' || rules === null) throw new TypeError('requireToken: it takes an object of rules.')
  for (const name of Object.keys(rules)) if (!Object.hasOwn(MUST_BE, name)) throw unknownRule(name)
  for (const name of RULE_NAMES) {
    const value: unknown = (rules as Record<string, unknown>)[name] // of an object, any name can be read
    const [holds, what] = MUST_BE[name]
    const isNeeded = name === 'issuer' || name === 'audience' || name === 'algorithms'
    checkRule(value === undefined ? !isNeeded : holds(value), what)
    if (name === 'algorithms') for (const each of value as unknown[]) checkAlgorithm(each) // a list, by the line above
  }
}

export function checkRule(holds: boolean, what: string): void {
  if (!holds) throw new TypeError(`requireToken: ${what}.`)
}

function unknownRule(name: string): TypeError {
  const meant = Object.hasOwn(CALLED_ELSEWHERE, name) ? CALLED_ELSEWHERE[name] : nearestOf(name, RULE_NAMES)
  const says = meant === undefined ? `There are ${RULE_NAMES.join(', ')}.` : `Is ${meant} meant?`
  return new TypeError(`requireToken: there is no rule "${name.slice(0, 40)}". ${says}`)
}

function checkAlgorithm(value: unknown): void {
  const isKnown = typeof value === 'string' && isAlgorithm(value)
  checkRule(isKnown, `"${String(value).slice(0, 40)}" is no algorithm that can be believed: take ES256 or RS256`)
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function'
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value)
}

function isNames(value: unknown): boolean {
  return isFilled(value) || (isList(value) && value.length > 0 && value.every(isFilled))
}

function isScope(value: unknown): boolean {
  return typeof value === 'string' && /^[\x21\x23-\x5b\x5d-\x7e ]*$/.test(value)
}

function secondsIn(least: number, most: number) {
  return (value: unknown) => typeof value === 'number' && value >= least && value <= most
}

function isJwks(value: unknown): boolean {
  const keys: unknown = Object(value).keys
  return isList(keys) && keys.every((each) => typeof each === 'object' && each !== null)
}

/** One of arktype is a function. */
function isSchema(value: unknown): boolean {
  return isFunction(Object(Object(value)['~standard']).validate)
}

/** Whoever is between could give keys of his own. */
function isKeyAddress(value: unknown): boolean {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined
  if (!url || url.username !== '' || url.password !== '') return false
  const name = url.hostname.replace(/^\[|\]$/g, '') // an address of IPv6
  const isHere = name === 'localhost' || isLoopback(name)
  return url.protocol === 'https:' || (url.protocol === 'http:' && isHere)
}
