import type { Attack, AttackNeed } from '#attacks'

/** What a case needs that others beside it would feel, or that would feel them. */
const SHARED_NEEDS: ReadonlySet<AttackNeed> = new Set<AttackNeed>(['key-set', 'time', 'revocation', 'one-use'])

/** Whether nothing may happen beside it. */
export const isAlone = ({ needs, family }: Attack): boolean =>
  family === 'cost' || family === 'life' || family === 'dialect' || needs.some((need) => SHARED_NEEDS.has(need))
