import { MAIN_RING } from '#core/rings/ring-id'
import type { TokenShape } from './token-shape.ts'

/** So many rings of keys have those issuers together that are declared by name: nobody else can take that room. */
export const MAX_DECLARED_RINGS = 100

type Shaped = Pick<TokenShape, 'algorithm'> & { id: string }

/**
 * Counts the rings that the declared issuers may need: one each, and one for each algorithm that is declared for an issuer, or
 * for tokens of anybody.
 * @returns what is wrong when they are more than there is room for
 */
export function roomFaults(clients: readonly Shaped[], issuers: readonly Shaped[]): string[] {
  const ofAll = new Set(clients.flatMap(({ algorithm }) => algorithm ?? [])) // of thousands of clients, a few
  const needed = issuers
    .filter(({ id }) => id !== MAIN_RING)
    .reduce((sum, { algorithm }) => sum + 1 + new Set([...ofAll, ...(algorithm ? [algorithm] : [])]).size, 0)
  if (needed <= MAX_DECLARED_RINGS) return []
  const most = `${MAX_DECLARED_RINGS} is the most`
  return [
    `(issuers)  need ${needed} rings of keys, one for each algorithm that anybody declares: ${most}, declare fewer`,
  ]
}
