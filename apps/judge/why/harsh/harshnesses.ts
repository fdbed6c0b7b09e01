import type { Judgement } from '../../judgement.ts'
import { isDescribed, type FieldJudge } from '../lax/laxities.ts'
import type { TokenFacts } from '../token-faults.ts'
import type { Harshness, HarshTable } from './harsh-table.ts'
import { JWTPROXY_HARSH } from './jwtproxy.ts'
import { KONG_HARSH } from './kong.ts'
import { MESH_HARSH } from './mesh.ts'
import { PIKO_HARSH } from './piko.ts'
import { STOKE_HARSH } from './stoke.ts'
import { OWN_MODES_HARSH, type OwnMode } from './trust-modes.ts'

/** The same systems as in `LAXITIES`, and our own: a new one does not compile until it has said why it refuses what is good. */
export const HARSHNESSES: Readonly<Record<FieldJudge | OwnMode, HarshTable>> = {
  ...OWN_MODES_HARSH,
  jwtproxy: JWTPROXY_HARSH,
  stoke: STOKE_HARSH,
  piko: PIKO_HARSH,
  kong: KONG_HARSH,
  'kong-exp-nbf': KONG_HARSH,
  mesh: MESH_HARSH,
}

/**
 * @param check that said no; `open` where nobody saw the token
 * @returns undefined where nobody has described that
 */
export function harshnessOf(judge: string, check: string, facts: TokenFacts): Harshness | undefined {
  const table = Object.hasOwn(HARSHNESSES, judge) ? HARSHNESSES[judge as keyof typeof HARSHNESSES] : undefined // its own key
  return table && Object.hasOwn(table, check) ? table[check]?.(facts) : undefined
}

/** What there is to say of a refusal that nobody has described: the rule of its own check. @returns undefined for a system of the field */
export const ruleOfRefusal = ({ judge, decidedBy, checks }: Judgement): string | undefined =>
  isDescribed(judge) ? undefined : checks.find(({ check }) => check === decidedBy)?.rule
