import type { KeyLife } from '#core/rings/ring-life'
import type { RingsOf } from '../../live/told.ts'

/** Something that happened to a key. */
export interface KeyNews {
  /** By the clock of its process. */
  at: number
  ringId: string
  process: string
  state: KeyLife['state'] | 'forgotten' | 'gone'
  kid: string
}

/** So many are shown, the last ones. */
export const MOST_NEWS = 6

/**
 * What has happened between two looks: to rings that were told both times, for a filter may have left out others.
 * @returns the newest first
 */
export function newsBetween(before: readonly RingsOf[], after: readonly RingsOf[]): KeyNews[] {
  return after
    .flatMap(({ name, told }) => {
      const earlier = before.find((one) => one.name === name)?.told
      if (!told || !earlier) return []
      const known = new Map(earlier.rings.map(({ ringId, keys }) => [ringId, keys]))
      return told.rings.flatMap(({ ringId, keys }) => {
        const old = known.get(ringId)
        return old ? newsOf(old, keys, told.now).map((one) => ({ ...one, ringId, process: name })) : []
      })
    })
    .toSorted((a, b) => b.at - a.at)
}

const stateAmong = (keys: readonly KeyLife[], kid: string) => keys.find((key) => key.kid === kid)?.state

function newsOf(before: readonly KeyLife[], after: readonly KeyLife[], now: number) {
  const changed = after
    .filter(({ kid, state }) => stateAmong(before, kid) !== state)
    .map(({ kid, state, since }) => ({ at: since, kid, state }))
  const left = before
    .filter(({ kid }) => stateAmong(after, kid) === undefined)
    .map(({ kid, state }) => ({
      at: now,
      kid,
      state: state === 'revoked' ? ('forgotten' as const) : ('gone' as const),
    }))
  return [...changed, ...left]
}

/** In words that stand behind the name of the ring and the key. */
export const NEWS_WORDS: Record<KeyNews['state'], string> = {
  prepared: 'is published, and does not sign yet',
  active: 'signs from now on',
  retired: 'is retired: published while its tokens live',
  revoked: 'is revoked',
  forgotten: 'is forgotten: its tokens have expired',
  gone: 'is no longer published: its tokens have expired',
}
