import type { Request } from 'express'
import { readQuery, yesOrNo, type Parameter } from '#core/http/query'
import { isRole, ROLES, type NumberedScenario, type Role } from '#scenarios'

/** What the person who plays asked for, in the query. */
export interface Variants {
  /** Shall the answer tell what every process did? */
  isTraced: boolean
  /** Shall the token for this callee be an expired one? */
  isExpired(callee: Role): boolean
  /** @throws Error for a variant that the scenario does not explain: a typing error must not look like "no" */
  has(name: string): boolean
  /** The same variants for the next service in the play: empty, or `?pass-through=1`. */
  query: string
}

/** What every scenario understands. */
export const COMMON_VARIANTS = {
  expired: '1 expires every token, a service name only the token for that service',
  trace: '1 adds every step of every process',
}

/** A service means the token for that service, a yes means every token of the play. */
const whichExpire: Parameter<Role | boolean> = {
  read: (text) => (isRole(text) ? text : yesOrNo.read(text)),
  takes: `${yesOrNo.takes}; or the service whose token it is: ${ROLES.join(', ')}`,
}

/**
 * Reads what the scenario explains.
 * @throws Problem invalid-input for what it does not: a typing error must not play the good case
 */
export function readVariants(query: Request['query'], { number, variants = {} }: NumberedScenario): Variants {
  const names = Object.keys(variants)
  const known: Record<string, Parameter<boolean>> = Object.fromEntries(names.map((name) => [name, yesOrNo]))
  const values = readQuery(query, { expired: whichExpire, trace: yesOrNo, ...known })
  const { expired = false, trace = false } = values
  const chosen = names.filter((name) => (values as Record<string, unknown>)[name] === true)
  const passed = new URLSearchParams(chosen.map((name) => [name, '1']))
  if (expired !== false) passed.set('expired', expired === true ? '1' : expired)
  return {
    isTraced: trace,
    isExpired: (callee) => expired === true || expired === callee,
    has(name) {
      if (!names.includes(name)) throw new Error(`scenario ${number} does not explain the variant "${name}"`)
      return chosen.includes(name)
    },
    query: passed.size > 0 ? `?${passed}` : '',
  }
}
