import type { Request } from 'express'
import { PRETTY } from '#core/http/pretty'
import { TROUBLE_NAMES, type Trouble } from '#core/trace/context'
import { readQuery, yesOrNo } from '#core/http/query'
import { Problem } from '#core/http/problem'
import { isNamedToken, type NamedTokenId } from '#core/token/named-tokens'
import {
  EXPIRED,
  isRole,
  NAMED_TOKEN,
  parametersOf,
  WITHOUT_NAMED_TOKENS,
  type NumberedScenario,
  type Role,
} from '#scenarios'

/** What the person who plays asked for, in the query. */
export interface Variants {
  /** Shall the answer tell what every process did? */
  isTraced: boolean
  /** Shall the token for this callee be an expired one? */
  isExpired(callee: Role): boolean
  /** Shall every token be that of this name, and not a good one? */
  named: NamedTokenId | undefined
  /** @throws Error for a variant that the scenario does not explain: a typing error must not look like "no" */
  has(name: string): boolean
  /** What goes wrong in this play, and in no other. */
  trouble: Trouble | undefined
  /** The same variants for the next service in the play: empty, or `?pass-through=1`. */
  query: string
}

/** What every scenario understands. */
export const COMMON_VARIANTS = {
  expired: EXPIRED,
  token: NAMED_TOKEN,
  trace: '1 adds every step of every process',
}

/**
 * Reads what the scenario explains.
 * @throws Problem invalid-input for what it does not: a typing error must not play the good case
 */
export function readVariants(query: Request['query'], scenario: NumberedScenario): Variants {
  const { number } = scenario
  const names = Object.keys(scenario.variants ?? {})
  const known = { ...parametersOf(scenario), trace: yesOrNo, ...PRETTY }
  const why = WITHOUT_NAMED_TOKENS[scenario.trust]
  if (why !== undefined && query['token'] !== undefined)
    throw new Problem('invalid-input', `Scenario ${number} takes no token by name ("token"): ${why}.`)
  const values: Record<string, Role | NamedTokenId | boolean | undefined> = readQuery(
    query,
    known,
    `Scenario ${number}`,
  )
  const { expired = false, trace = false, token } = values
  if (token !== undefined && expired !== false)
    throw new Problem(
      'invalid-input',
      `Of "token" and "expired" one holds: a token by name says itself whether it has expired.`,
    )
  const named = typeof token === 'string' && isNamedToken(token) ? token : undefined
  const chosen = names.filter((name) => values[name] === true)
  const passed = new URLSearchParams(chosen.map((name) => [name, '1']))
  if (expired !== false) passed.set('expired', typeof expired === 'string' && isRole(expired) ? expired : '1')
  if (named !== undefined) passed.set('token', named)
  return {
    isTraced: trace === true,
    named,
    isExpired: (callee) => expired === true || expired === callee,
    has(name) {
      if (!names.includes(name)) throw new Error(`scenario ${number} does not explain the variant "${name}"`)
      return chosen.includes(name)
    },
    trouble: TROUBLE_NAMES.find((name) => chosen.includes(name)),
    query: passed.size > 0 ? `?${passed}` : '',
  }
}

/** For the index: in which ways the scenarios of this service can go. */
export function describeVariants(role: Role, scenarios: readonly NumberedScenario[]): Record<string, string> {
  const common = Object.entries(COMMON_VARIANTS).map(([name, sentence]) => [name, `in a scenario: ${sentence}`])
  const own = scenarios.flatMap(({ caller, number, variants = {} }) =>
    caller === role
      ? Object.entries(variants).map(([name, sentence]) => [`scenario${number}?${name}=1`, sentence])
      : [],
  )
  return Object.fromEntries([...common, ...own])
}
