import type { RingsOf } from '../../live/told.ts'

/** When the timer acts next of its own accord, and on which rings: those that it moves within a second of each other. */
export function nextOf(holders: readonly RingsOf[]): { at: number; words: string } | undefined {
  const moves = holders.flatMap(({ told }) =>
    (told?.rings ?? []).flatMap(({ ringId, next }) => (next ? [{ ringId, ...next }] : [])),
  )
  const first = moves.toSorted((a, b) => a.at - b.at)[0]
  if (!first) return undefined
  const others = moves.filter(({ at, move }) => move === first.move && at - first.at < AT_ONE_START).length - 1
  const ring = first.ringId.startsWith('@') ? 'an issuer' : first.ringId
  const whose = others > 0 ? `${ring} and ${others} more` : ring
  const words =
    first.move === 'prepare' ? `it prepares a key for ${whose}.` : `the prepared key of ${whose} takes over.`
  return { at: first.at, words }
}

/** Rings that were made at one start. Milliseconds. */
const AT_ONE_START = 5000
