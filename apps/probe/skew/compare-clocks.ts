import type { ComparedClocks, MeasuredSkew, SkewClaim } from './skew-report.ts'

/** What is no more than the error of what was measured. Seconds. */
const SAME = 2

/**
 * A clock that is ahead ends a token early and begins it early: exp flips so much sooner than the leeway, and nbf and iat so much later. Two
 * leeways of one service would look the same, so the Date header decides, or a good token that is refused.
 * @param byHeader how far the clock is ahead by the Date header, where there is one; seconds
 */
export function compareClocks(
  found: ReadonlyMap<SkewClaim, MeasuredSkew>,
  byHeader: number | undefined,
): ComparedClocks {
  const exp = flipOf(found.get('exp'))
  const begin = flipOf(found.get('nbf')) ?? flipOf(found.get('iat'))
  if (exp === undefined || begin === undefined) {
    const isOff = byHeader !== undefined && Math.abs(byHeader) > SAME && (exp ?? begin) !== undefined
    return isOff ? { kind: 'apart', ahead: byHeader } : { kind: 'together' }
  }
  const half = (begin - exp) / 2
  if (Math.abs(half) <= SAME / 2) return { kind: 'together' }
  if (Math.min(exp, begin) < -1) return { kind: 'apart', ahead: Math.round(half) }
  if (byHeader === undefined) return { kind: 'unclear', ahead: Math.round(half) }
  return Math.abs(byHeader - half) <= SAME && Math.abs(byHeader) > 1
    ? { kind: 'apart', ahead: Math.round(half) }
    : { kind: 'together' }
}

const flipOf = (measured: MeasuredSkew | undefined) => (measured?.kind === 'leeway' ? measured.seconds : undefined)
