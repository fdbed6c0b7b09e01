import type { KeyOnLine, LineMark, PeopleKeyLine } from '#core/page/key-places'
import { activeEntry, preparedEntry, publishedSince, type Ring, type RingEntry } from '#core/rings/rotation'
import { endOfKey, lookAgainAt, type KeyPeriods } from '../../keys/timeline.ts'

/** More than a ring has in a working day. */
const MOST_KEYS_SHOWN = 8
/** Of the width, at both edges. */
const LINE_EDGE = 0.04

/**
 * Where the keys are on their time line: T is the end of the key that signs, D the life of a token. The next key is published at T − 2D
 * and signs from T − D on; at T the old one is dropped (ST-11).
 * @param ring with its past
 */
export function peopleKeyLine(ring: Ring, periods: KeyPeriods, now: number): PeopleKeyLine {
  const active = activeEntry(ring)
  const marks = [...marksOf(ring, periods, now), { kind: 'now' as const, at: now }]
  const next = active && !preparedEntry(ring) ? [keyToCome(active, ring, periods, now)] : []
  const keys = [...next, ...ring.slice(0, MOST_KEYS_SHOWN).map((entry) => keyOnLine(entry, ring, periods, now))]
  const times = [...marks.map(({ at }) => at), ...keys.flatMap(({ published, gone }) => [published, gone])]
  const [first, last] = [Math.min(...times), Math.max(...times)]
  const edge = Math.max(1, last - first) * LINE_EDGE
  return { keys, marks, from: first - edge, to: last + edge }
}

function marksOf(ring: Ring, periods: KeyPeriods, now: number): LineMark[] {
  const active = activeEntry(ring)
  const exp: LineMark = { kind: 'exp', at: lookAgainAt(ring, periods, now) }
  if (!active) return [exp]
  const end = endOfKey(active, ring, periods)
  const { tokenDuration: D } = periods
  const prepared = preparedEntry(ring)
  return [
    { kind: 'publish', at: prepared ? publishedSince(prepared) : Math.max(end - 2 * D, now) },
    { kind: 'activate', at: end - D },
    { kind: 'drop', at: end },
    exp,
  ]
}

function keyToCome(active: RingEntry, ring: Ring, periods: KeyPeriods, now: number): KeyOnLine {
  const { tokenDuration: D, keyDuration: L } = periods
  const published = Math.max(endOfKey(active, ring, periods) - 2 * D, now)
  const gone = published + L
  return { kid: undefined, state: 'to come', published, signs: { from: published + D, to: gone - D }, gone }
}

function keyOnLine(entry: RingEntry, ring: Ring, periods: KeyPeriods, now: number): KeyOnLine {
  const { kid, state, since, was } = entry
  const key = { kid, state, published: was?.prepared ?? was?.active ?? since } // the first key signs at once
  if (state === 'revoked') return { ...key, ...signingSpan(was?.active, was?.retired ?? since), gone: since }
  const gone = endOfKey(entry, ring, periods)
  if (state === 'retired') return { ...key, ...signingSpan(was?.active, since), gone }
  const until = Math.max(gone - periods.tokenDuration, now)
  if (state === 'active') return { ...key, ...signingSpan(since, until), gone }
  const active = activeEntry(ring)
  return { ...key, ...signingSpan(active ? endOfKey(active, ring, periods) - periods.tokenDuration : now, until), gone }
}

const signingSpan = (from: number | undefined, to: number): Pick<KeyOnLine, 'signs'> =>
  from === undefined || from > to ? {} : { signs: { from, to } }
