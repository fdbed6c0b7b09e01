import type { Request } from 'express'
import { isYes, queryText } from '#core/http/input'
import { isRole, type NumberedScenario, type Role } from '#scenarios'

/** What the person who plays asked for, in the query. */
export interface Variants {
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

/** Reads the variants that the scenario explains; other parameters are none. */
export function readVariants(query: Request['query'], { number, variants = {} }: NumberedScenario): Variants {
  const names = Object.keys(variants)
  const chosen = names.filter((name) => isYes(query[name]))
  const expired = readExpired(query['expired'])
  const passed = new URLSearchParams(chosen.map((name) => [name, '1']))
  if (expired !== undefined) passed.set('expired', expired)
  return {
    isExpired: (callee) => expired === '1' || expired === callee,
    has(name) {
      if (!names.includes(name)) throw new Error(`scenario ${number} does not explain the variant "${name}"`)
      return chosen.includes(name)
    },
    query: passed.size > 0 ? `?${passed}` : '',
  }
}

/** `?expired=…`: a service means the token for that service, any yes means every token of the play. */
function readExpired(value: unknown): Role | '1' | undefined {
  const text = queryText(value)
  if (isRole(text)) return text
  return isYes(value) ? '1' : undefined
}
