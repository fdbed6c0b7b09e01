import type { Clock } from '../clock.ts'
import type { SigningKey } from '../keys/signing-key.ts'
import type { Algorithm } from '../token/algorithms.ts'
import { isLiving, refuseTooMany } from './key-limits.ts'
import type { KeyMaker } from './key-maker.ts'
import { MAX_KEYS_PER_RING } from './key-rings.ts'
import type { KeyVault } from './key-vault.ts'
import type { RingBook, RingChange } from './ring-book.ts'
import type { RingView } from './ring-view.ts'
import {
  activate,
  activeEntry,
  forget,
  nextMove,
  nextMoveIn,
  prepare,
  preparedEntry,
  redate,
  revoke,
  type Move,
  type Ring,
  type RotationPolicy,
} from './rotation.ts'

export interface RingParts {
  book: RingBook
  vault: KeyVault
  view: RingView
  policy: RotationPolicy
  clock: Clock
  /** By which a store is away; as `clock`, where nobody moves that. */
  machine: Clock
  /** The time by which something may be forgotten: what is forgotten is gone for good. */
  sureNow: () => number
  maker: KeyMaker
  /** Of the keys of a ring. */
  algorithmOf: (ringId: string) => Algorithm
  /** Their room is kept, whatever others fill. */
  firstRings: readonly string[]
}

/** Everything that changes a ring. Whoever calls has its turn (turns.ts): of one ring, one change at a time. */
export interface RingChanges {
  /** The key that signs; of several processes that find a ring without one, one makes it, and the others take it over. */
  makeFirst(ringId: string): Promise<SigningKey>
  addUnlessPrepared(ringId: string): Promise<void>
  renew(ringId: string): Promise<SigningKey>
  revoke(ringId: string, kid: string): Promise<boolean>
  /** Makes the move that is due, if one is. Never makes a ring. */
  move(ringId: string): Promise<void>
  /** In how many milliseconds the next move is due, as far as anybody knows. */
  nextMoveIn(ringId: string): number
  /** Takes the whole ring away. */
  remove(ringId: string): Promise<boolean>
  /** Publishes the keys as they are, and then removes the material of those that are gone; does what failed before. */
  tidy(): Promise<void>
}

/**
 * Every change goes the same way: the key is stored, the ring is changed by compare-and-set, this process takes it over,
 * the public keys are published; only then may a key sign.
 * @param publish resolves once the keys as they are now are published
 */
export function createRingChanges(parts: RingParts, publish: () => Promise<void>): RingChanges {
  const { book, vault, view, policy, clock, sureNow } = parts
  const gone = new Map<string, string>() // key ids whose material is to be removed, with their rings
  const opening = new Set<string>() // rings whose first key is being made; they count, or many at once pass the bound

  async function commit(ringId: string, change: RingChange): Promise<boolean> {
    const { ring, hasChanged } = await book.change(ringId, change)
    const left = view.ring(ringId).filter(({ kid }) => !ring?.some((entry) => entry.kid === kid && isLiving(entry)))
    if (ring) await view.adopt(ringId, ring)
    else view.drop(ringId)
    if (hasChanged) {
      for (const { kid } of left) gone.set(kid, ringId)
      await tidy()
    }
    return hasChanged
  }

  async function tidy(): Promise<void> {
    await publish()
    await Promise.all([...gone].map(([kid, ringId]) => vault.remove(ringId, kid).then(() => gone.delete(kid))))
  }

  /**
   * Makes a key and publishes it, unless the ring turns out to have one by then.
   * @throws TooManyKeys
   */
  async function addPrepared(ringId: string, isWanted: Condition, room = MAX_KEYS_PER_RING): Promise<void> {
    refuseTooMany(parts, { ringId, room, opening, now: sureNow() })
    opening.add(ringId)
    await addKey(ringId, isWanted).finally(() => opening.delete(ringId))
  }

  async function addKey(ringId: string, isWanted: Condition): Promise<void> {
    const made = await parts.maker.make(parts.algorithmOf(ringId))
    // Whole milliseconds, as on the disk, and never a tie: the files alone must tell which key is the newest.
    const newest = Math.max(0, ...view.published(ringId, clock.now()).map(({ createdAt }) => createdAt))
    const key = { ...made, createdAt: Math.max(Math.ceil(clock.now()), newest + 1) }
    await vault.save(ringId, key)
    view.hold(key)
    const now = Math.ceil(clock.now())
    const hasChanged = await commit(ringId, (ring) => {
      // Was the key dropped since, a ring that names it would be without it at the next start.
      if (!isWanted(ring) || preparedEntry(ring ?? []) || vault.isKept?.(key) === false) return undefined
      return prepare(forget(ring ?? [], policy, sureNow()), key, now)
    })
    if (!hasChanged) await vault.remove(ringId, key.kid)
  }

  async function takeIntoUse(ringId: string, isWanted: Condition): Promise<boolean> {
    await publish() // should it have failed when the key was prepared
    return commit(ringId, (ring) => {
      const entry = ring && preparedEntry(ring)
      return entry && isWanted(ring) ? activate(ring, entry.kid, Math.ceil(clock.now())) : undefined
    })
  }

  async function addUnlessPrepared(ringId: string): Promise<void> {
    if (!preparedEntry(view.ring(ringId))) await addPrepared(ringId, always)
  }

  /** A full ring must not stop an emergency: the one that goes makes room for the one that comes. */
  async function replace(ringId: string): Promise<void> {
    if (!preparedEntry(view.ring(ringId))) await addPrepared(ringId, isThere, MAX_KEYS_PER_RING + 1)
    await takeIntoUse(ringId, always)
  }

  async function renew(ringId: string): Promise<SigningKey> {
    do await addUnlessPrepared(ringId)
    while (!(await takeIntoUse(ringId, always)))
    const key = view.active(ringId)
    if (!key) throw new Error(`the ring "${ringId}" has no key that can be read`)
    return key
  }

  const isDue = (wanted: Move) => (ring: Ring | undefined) =>
    ring !== undefined && nextMove(ring, policy, clock.now(), sureNow()) === wanted
  const MOVES: Record<Move, (ringId: string) => Promise<unknown>> = {
    redate: (ringId) => commit(ringId, (ring) => ring && redate(ring, Math.ceil(clock.now()))),
    forget: (ringId) => commit(ringId, (ring) => ring && forget(ring, policy, sureNow())),
    prepare: (ringId) => addPrepared(ringId, isDue('prepare')),
    activate: (ringId) => takeIntoUse(ringId, isDue('activate')),
  }

  return {
    async makeFirst(ringId) {
      if (signsNothing(view.ring(ringId))) {
        await addPrepared(ringId, signsNothing)
        await takeIntoUse(ringId, signsNothing)
      }
      return view.active(ringId) ?? renew(ringId)
    },
    addUnlessPrepared,
    tidy,
    renew,
    async revoke(ringId, kid) {
      for (;;) {
        const state = view.ring(ringId).find((entry) => entry.kid === kid)?.state
        if (state === undefined || state === 'revoked') return state !== undefined
        if (state === 'active') await replace(ringId)
        const now = Math.ceil(clock.now())
        const isActive = (ring: Ring) => activeEntry(ring)?.kid === kid
        await commit(ringId, (ring) => (!ring || isActive(ring) ? undefined : revoke(ring, kid, now)))
      }
    },
    async move(ringId) {
      const due = nextMove(view.past(ringId), policy, clock.now(), sureNow())
      if (due !== undefined) await MOVES[due](ringId)
    },
    nextMoveIn: (ringId) => nextMoveIn(view.past(ringId), policy, clock.now(), sureNow()),
    async remove(ringId) {
      const ring = await book.remove(ringId)
      if (!ring) return false
      view.drop(ringId)
      for (const { kid } of ring.filter(isLiving)) gone.set(kid, ringId)
      await tidy()
      return true
    },
  }
}

/** Whether a change still fits the ring as it turns out to be; undefined when there is none. */
type Condition = (ring: Ring | undefined) => boolean
const always: Condition = () => true
const isThere: Condition = (ring) => ring !== undefined
const signsNothing: Condition = (ring) => !activeEntry(ring ?? [])
