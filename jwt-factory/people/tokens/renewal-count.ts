import type { TokenSettings } from './token-settings.ts'

type CountSettings = Pick<TokenSettings, 'renewals'>

/** ST-19: what the first token of a login says: `k2` may be renewed twice. @returns undefined where nobody counts */
export const firstCount = ({ renewals }: CountSettings): string | undefined =>
  renewals > 0 ? `k${renewals}` : undefined

/**
 * What the token says that comes of a renewal: one less.
 * @returns `none` where there may be no other: at `k0`, and where the claim is something else
 */
export function nextCount(count: unknown, { renewals }: CountSettings): { count: string | undefined } | 'none' {
  if (renewals === 0) return { count: undefined }
  const left = typeof count === 'string' ? /^k(0|[1-9]\d{0,8})$/.exec(count)?.[1] : undefined
  if (left === undefined || left === '0') return 'none'
  return { count: `k${Number(left) - 1}` }
}
