import { JWTPROXY_LAX } from './jwtproxy.ts'
import { KONG_DATES_LAX, KONG_LAX } from './kong.ts'
import type { Laxity, LaxTable, REFUSES } from './lax-table.ts'
import { MESH_LAX } from './mesh.ts'
import { PIKO_LAX } from './piko.ts'
import { STOKE_LAX } from './stoke.ts'
import type { TokenFacts, FaultOfToken } from '../token-faults.ts'

/** The systems of the field that are judged here, by the ids of their judges. */
export const LAXITIES = {
  jwtproxy: JWTPROXY_LAX,
  stoke: STOKE_LAX,
  piko: PIKO_LAX,
  kong: KONG_LAX,
  'kong-exp-nbf': KONG_DATES_LAX,
  mesh: MESH_LAX,
} as const satisfies Record<string, LaxTable>

export type FieldJudge = keyof typeof LAXITIES

/** Of all others there is no more to say than their own checks do. */
export const isDescribed = (judge: string): judge is FieldJudge => Object.hasOwn(LAXITIES, judge)

/** @returns undefined for a judge that nobody has described */
export function laxityOf(judge: string, fault: FaultOfToken, facts: TokenFacts): Laxity | typeof REFUSES | undefined {
  const table: LaxTable | undefined = isDescribed(judge) ? LAXITIES[judge] : undefined
  const entry = table?.[fault]
  return typeof entry === 'function' ? entry(facts) : entry
}
