import type { Clock } from '../clock.ts'
import { PRETTY } from '../http/pretty.ts'
import { readQuery, type Parameter } from '../http/query.ts'
import { route, type Route } from '../http/routes.ts'
import { sendJson } from '../http/send.ts'
import { MAX_RINGS, type KeyRings } from '../rings/key-rings.ts'
import type { KeyLife, RingLife } from '../rings/ring-life.ts'
import type { ToldRing, ToldRings } from './told-rings.ts'

export interface RingRouteParts {
  rings: Pick<KeyRings, 'ids' | 'life' | 'policy'>
  clock: Pick<Clock, 'now'>
  /** They stand before all others. */
  first: readonly string[]
}

/** Of the revoked keys of a ring, so many are told. */
const MOST_REVOKED = 10

/** `GET /control/rings`: every key on a time line, as it was, is, and will be. */
export const ringsRoute = (parts: RingRouteParts): Route =>
  route(
    'GET /control/rings',
    'all rings of keys on a time line (?like=demo&most=20): what was, and what the timer will do',
    ({ query }, response) => sendJson(response, 200, tellRings(parts, query)),
  )

/** @throws Problem invalid-input */
export function tellRings({ rings, clock, first }: RingRouteParts, query: unknown): ToldRings {
  const { like = '', most = MAX_RINGS } = readQuery(query, RING_PARAMETERS)
  const { lifetime, publishAhead, keepAfter } = rings.policy
  const all = rings.ids().map((ringId) => toldRing(ringId, rings.life(ringId)))
  const told = all.filter(({ ringId }) => ringId.toLowerCase().includes(like))
  const next = firstMove(all)
  return {
    now: clock.now(),
    policy: { ...(Number.isFinite(lifetime) && { lifetime }), publishAhead, keepAfter },
    count: told.length,
    rings: told.toSorted(inOrder(first)).slice(0, most),
    ...(next && { next }),
  }
}

const RING_PARAMETERS = {
  like: { read: (text) => text.toLowerCase().slice(0, 100), takes: 'a part of the name of a ring' },
  most: { read: readMost, takes: `how many rings at most: 1 to ${MAX_RINGS}` },
  ...PRETTY,
} satisfies Record<string, Parameter<string | number | boolean>>

function readMost(text: string): number | undefined {
  const most = /^\d{1,4}$/.test(text) ? Number(text) : 0
  return most >= 1 && most <= MAX_RINGS ? most : undefined
}

function toldRing(ringId: string, { keys, next }: RingLife): ToldRing {
  let revoked = 0
  const told = keys.filter(({ state }) => state !== 'revoked' || ++revoked <= MOST_REVOKED)
  return { ringId, keys: told, leftOut: keys.length - told.length, ...(next && { next }) }
}

const changedAt = ({ keys }: ToldRing) => Math.max(0, ...keys.map(({ since }: KeyLife) => since))

/** First those that stay, in their order; then those that have changed last. */
function inOrder(first: readonly string[]) {
  const rank = ({ ringId }: ToldRing) => (first.includes(ringId) ? first.indexOf(ringId) : first.length)
  return (a: ToldRing, b: ToldRing) =>
    rank(a) - rank(b) || changedAt(b) - changedAt(a) || (a.ringId < b.ringId ? -1 : 1)
}

/** Rings that were made at one start are moved together. Milliseconds. */
const AT_ONE_START = 5000

function firstMove(rings: readonly ToldRing[]): ToldRings['next'] {
  const moves = rings.flatMap(({ ringId, next }) => (next ? [{ ringId, ...next }] : []))
  const at = moves.reduce((earliest, move) => Math.min(earliest, move.at), Infinity)
  const first = moves.find((move) => move.at === at)
  if (!first) return undefined
  const others = moves.filter(({ move, at: its }) => move === first.move && its - at < AT_ONE_START).length - 1
  return { ...first, others }
}
