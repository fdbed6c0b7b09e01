import type { JWK } from 'jose'
import type { Clock } from '../clock.ts'
import { TokenRejected } from '../token/rejection.ts'
import type { KeyHint, KeySource } from '../token/trust.ts'
import type { KeyMaker } from './key-maker.ts'
import { TooManyKeys } from '../keys/key-errors.ts'
import { MAX_KEYS_PER_RING, MAX_RINGS, type KeyRings } from './key-rings.ts'
import { chooseKey } from '../keys/key-set.ts'
import type { KeyVault } from './key-vault.ts'
import type { RingBook } from './ring-book.ts'
import type { RingView } from './ring-view.ts'
import {
  activate,
  activeEntry,
  forget,
  nextMove,
  prepare,
  preparedEntry,
  revoke,
  type Ring,
  type RotationPolicy,
} from './rotation.ts'
import type { SigningKey } from '../keys/signing-key.ts'
import { createKeyPublisher, createTurns, type KeyPublisher } from './turns.ts'

export interface RingParts {
  book: RingBook
  vault: KeyVault
  view: RingView
  policy: RotationPolicy
  clock: Clock
  maker: KeyMaker
  publish?: (keySet: { keys: JWK[] }) => Promise<void>
}

/**
 * The rings at work. Every change goes the same way: the key is stored, the ring is changed by compare-and-set, this
 * process takes it over, the public keys are published; only then may a key sign.
 */
export function createRings(parts: RingParts): Omit<KeyRings, 'leftAlone'> & KeyPublisher {
  const { book, vault, view, policy, clock } = parts
  const opening = new Set<string>() // rings whose first key is being made; they count, or many at once pass the bound
  const turns = createTurns()
  const { publish } = createKeyPublisher(() => keySet(), parts.publish)

  /** One change of a ring at a time in this process, and on the ring as it stands by then: others change it too. */
  function inTurn<Result>(ringId: string, change: () => Promise<Result>): Promise<Result> {
    return turns(ringId, async () => {
      const ring = await book.read(ringId)
      if (ring) await view.adopt(ringId, ring)
      return change()
    })
  }

  async function commit(ringId: string, change: (ring: Ring) => Ring | undefined): Promise<boolean> {
    const { ring, hasChanged } = await book.change(ringId, change)
    const gone = view
      .ring(ringId)
      .filter(({ kid }) => !ring.some((entry) => entry.kid === kid && entry.state !== 'revoked'))
    await view.adopt(ringId, ring)
    if (hasChanged) {
      await publish()
      await Promise.all(gone.map(({ kid }) => vault.remove(ringId, kid)))
    }
    return hasChanged
  }

  /** Makes a key and publishes it, unless the ring turns out to have one by then. */
  async function addPrepared(
    ringId: string,
    isWanted: (ring: Ring) => boolean,
    room = MAX_KEYS_PER_RING,
  ): Promise<void> {
    const rings = new Set(view.ids()).union(opening)
    if (!rings.has(ringId) && rings.size >= MAX_RINGS) throw new TooManyKeys(`there are ${MAX_RINGS} rings already`)
    if (forget(view.ring(ringId), policy, clock.now()).filter(isLiving).length >= room)
      throw new TooManyKeys(`"${ringId}" has ${MAX_KEYS_PER_RING} keys whose tokens may still live`)
    opening.add(ringId)
    await addKey(ringId, isWanted).finally(() => opening.delete(ringId))
  }

  async function addKey(ringId: string, isWanted: (ring: Ring) => boolean): Promise<void> {
    const made = await parts.maker.make()
    // Whole milliseconds, as on the disk, and never a tie: the files alone must tell which key is the newest.
    const newest = Math.max(0, ...view.published(ringId, clock.now()).map(({ createdAt }) => createdAt))
    const key = { ...made, createdAt: Math.max(Math.ceil(clock.now()), newest + 1) }
    await vault.save(ringId, key)
    view.hold(key)
    const now = Math.ceil(clock.now())
    const hasChanged = await commit(ringId, (ring) => {
      if (preparedEntry(ring) || !isWanted(ring)) return undefined
      return prepare(forget(ring, policy, now), key, now)
    })
    if (!hasChanged) await vault.remove(ringId, key.kid)
  }

  async function takeIntoUse(ringId: string, isWanted: (ring: Ring) => boolean): Promise<boolean> {
    await publish() // should it have failed when the key was prepared
    return commit(ringId, (ring) => {
      const entry = preparedEntry(ring)
      return entry && isWanted(ring) ? activate(ring, entry.kid, Math.ceil(clock.now())) : undefined
    })
  }

  async function renewNow(ringId: string, room = MAX_KEYS_PER_RING): Promise<SigningKey> {
    do await addUnlessPrepared(ringId, room)
    while (!(await takeIntoUse(ringId, () => true)))
    const key = view.active(ringId)
    if (!key) throw new Error(`the ring "${ringId}" has no key that can be read`)
    return key
  }

  /** Of several processes that find a ring without a key that signs, one makes it, and the others take it over. */
  async function makeFirst(ringId: string): Promise<SigningKey> {
    if (signsNothing(view.ring(ringId))) {
      await addPrepared(ringId, signsNothing)
      await takeIntoUse(ringId, signsNothing)
    }
    return view.active(ringId) ?? renewNow(ringId)
  }

  async function addUnlessPrepared(ringId: string, room = MAX_KEYS_PER_RING): Promise<void> {
    if (!preparedEntry(view.ring(ringId))) await addPrepared(ringId, () => true, room)
  }

  async function move(ringId: string): Promise<void> {
    const isDue = (wanted: string) => (ring: Ring) => nextMove(ring, policy, clock.now()) === wanted
    const due = nextMove(view.ring(ringId), policy, clock.now())
    if (due === 'forget') await commit(ringId, (ring) => forget(ring, policy, clock.now()))
    if (due === 'prepare') await addPrepared(ringId, isDue('prepare'))
    if (due === 'activate') await takeIntoUse(ringId, isDue('activate'))
  }

  /** Takes a key out; if it is the one that signs, another takes over first. */
  async function revokeNow(ringId: string, kid: string): Promise<boolean> {
    for (;;) {
      const state = view.ring(ringId).find((entry) => entry.kid === kid)?.state
      if (state === undefined || state === 'revoked') return state !== undefined
      // A full ring must not stop an emergency: the one that goes makes room for the one that comes.
      if (state === 'active') await renewNow(ringId, MAX_KEYS_PER_RING + 1)
      const now = Math.ceil(clock.now())
      const isActive = (ring: Ring) => activeEntry(ring)?.kid === kid
      await commit(ringId, (ring) => (isActive(ring) ? undefined : revoke(ring, kid, now)))
    }
  }

  async function select(ringId: string, hint: KeyHint) {
    const entryOf = () => view.ring(ringId).find(({ kid }) => kid === hint.kid)
    // Another process may have made the key a moment ago.
    if (hint.kid !== undefined && !entryOf()) await inTurn(ringId, async () => {})
    if (entryOf()?.state === 'revoked') throw new TokenRejected('revoked-key')
    return chooseKey(
      published(ringId).map(({ verification }) => verification),
      hint,
    )
  }

  const published = (ringId: string) => view.published(ringId, clock.now())
  const keySet: KeyRings['keySet'] = (isWanted = () => true) => ({
    keys: view
      .ids()
      .filter(isWanted)
      .flatMap(published)
      .map(({ publicJwk }) => publicJwk),
  })

  return {
    ids: view.ids,
    entries: view.ring,
    active: view.active,
    published,
    keySet,
    ensure: async (ringId) =>
      view.active(ringId) ?? inTurn(ringId, async () => view.active(ringId) ?? makeFirst(ringId)),
    prepare: (ringId) =>
      inTurn(ringId, async () => {
        if (!view.active(ringId)) return makeFirst(ringId) // a ring without a key that signs has no use for a second one
        await addUnlessPrepared(ringId)
        const kid = preparedEntry(view.ring(ringId))?.kid
        return published(ringId).find((key) => key.kid === kid) ?? renewNow(ringId)
      }),
    renew: (ringId) => inTurn(ringId, () => renewNow(ringId)),
    revoke: (ringId, kid) => inTurn(ringId, () => revokeNow(ringId, kid)),
    source: (ringId): KeySource => ({ select: (hint) => select(ringId, hint) }),
    async tick() {
      const faults: unknown[] = []
      for (const [ringId] of await book.readAll())
        await inTurn(ringId, () => move(ringId)).catch((fault: unknown) => faults.push(fault))
      const [first] = faults
      if (first !== undefined) throw first // one ring that cannot move must not keep the others from it
    },
    publish,
  }
}

const isLiving = ({ state }: Ring[number]) => state !== 'revoked'
const signsNothing = (ring: Ring) => !activeEntry(ring)
