import type { RingsOf } from '../../live/told.ts'

/** When the timer of a process acts next, and on which rings. */
export function nextOf(holders: readonly RingsOf[]): { at: number; words: string } | undefined {
  const next = holders.flatMap(({ told }) => told?.next ?? []).toSorted((a, b) => a.at - b.at)[0]
  if (!next) return undefined
  const { ringId, move, at, others } = next
  const ring = ringId.startsWith('@') ? 'an issuer' : ringId
  const whose = others > 0 ? `${ring} and ${others} more` : ring
  return {
    at,
    words: move === 'prepare' ? `it prepares a key for ${whose}.` : `the prepared key of ${whose} takes over.`,
  }
}
