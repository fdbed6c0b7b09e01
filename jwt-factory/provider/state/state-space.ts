import type { Clock } from '#core/clock'
import { Problem } from '#core/http/problem'
import type { Store } from '#core/store/store'

/** What is kept of one kind, each until its time is over, and all together in no more bytes than there is room for. */
export interface StateSpace {
  /** @returns undefined for what is not there, or whose time is over */
  get(key: string): Promise<StateEntry | undefined>
  /** @throws Problem cannot-decide when there is no room */
  put(key: string, payload: object, expiresAt: number): Promise<void>
  /** Puts another payload in place of one that was read. @returns false when something else stands there by now */
  replace(key: string, entry: StateEntry, payload: object, expiresAt: number): Promise<boolean>
  remove(key: string): Promise<void>
}

export interface StateEntry {
  readonly text: string
  readonly payload: Readonly<Record<string, unknown>>
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

export interface StateSpaceParts {
  /** Below the clock that is moved: what is kept here goes by the machine's, and no reset takes it back. */
  store: Store
  machine: Clock
  name: string
  /** Of all together. */
  mostBytes: number
  /** Whoever has no account fills it: what was left lying makes room for those who come now. Else one person alone cannot fill it. */
  isForStrangers?: boolean
}

/** What a single one may have. Bytes. */
export const LARGEST_STATE = 16_000

/** It is counted anew so often: other factories on this store write, too. Milliseconds. */
const COUNT_EVERY = 30_000
/** While it is full. Milliseconds. */
const COUNT_WHEN_FULL = 1000
/** Whoever is about to log in has this long before somebody else may get the place. Milliseconds. */
const OWN_PLACE = 60_000

/**
 * A space of the store for the state of the provider. Its entries carry their own end, by the machine's clock: the store's own expiry
 * goes by a clock that somebody may move. What has ended leaves when it is counted.
 */
export function createStateSpace(parts: StateSpaceParts): StateSpace {
  const { store, machine, name, mostBytes, isForStrangers = false } = parts
  const share = Math.max(mostBytes * SHARE_OF_ONE, LARGEST_STATE)
  let held: { bytes: number; ofOwners: Map<unknown, number>; at: number } | undefined
  let counting: Promise<void> | undefined
  const age = () => machine.monotonic() - (held?.at ?? -Infinity)

  async function count(): Promise<void> {
    const now = machine.now()
    const all: CountedEntry[] = (await store.list(name)).map(([key, text]) => ({
      key,
      length: key.length + text.length,
      entry: entryOfText(text),
    }))
    const leaving = new Set(all.filter(({ entry }) => entry.expiresAt <= now))
    const alive = all.filter((each) => !leaving.has(each))
    for (const own of byOwner(alive).values())
      if (lengthOf(own) > share * NEAR_THE_SHARE) for (const each of oldestBeyond(own, share * HALF)) leaving.add(each)
    if (isForStrangers) {
      const left = alive.filter(({ entry }) => entry.writtenAt < now - OWN_PLACE)
      const young = lengthOf(alive) - lengthOf(left)
      for (const each of oldestBeyond(left, mostBytes * FULL_ENOUGH - young)) leaving.add(each)
    }
    const staying = alive.filter((each) => !leaving.has(each))
    const ofOwners = new Map([...byOwner(staying)].map(([owner, own]) => [owner, lengthOf(own)]))
    held = { bytes: lengthOf(staying), ofOwners, at: machine.monotonic() }
    for (const { key } of leaving) await store.delete(name, key)
  }

  async function admit(length: number, owner: unknown): Promise<void> {
    if (length > LARGEST_STATE) throw new Problem('too-large', 'The request says more than a login can remember.')
    const heldBy = () => (owner === undefined ? 0 : (held?.ofOwners.get(owner) ?? 0))
    const isFull = () => (held?.bytes ?? Infinity) + length > mostBytes || heldBy() + length > share
    if (age() > COUNT_EVERY || (isFull() && age() > COUNT_WHEN_FULL))
      await (counting ??= count().finally(() => (counting = undefined)))
    if (isFull() || !held) throw new Problem('cannot-decide', NO_ROOM_FOR_LOGINS, { headers: { 'retry-after': '10' } })
    held.bytes += length
    held.ofOwners.set(owner, heldBy() + length)
  }

  const write = (payload: object, expiresAt: number) => `${expiresAt} ${machine.now()} ${JSON.stringify(payload)}`

  return {
    async get(key) {
      const text = await store.get(name, key)
      const entry = text === undefined ? undefined : entryOfText(text)
      return text === undefined || !entry || entry.expiresAt <= machine.now() ? undefined : { text, ...entry }
    },
    async put(key, payload, expiresAt) {
      const text = write(payload, expiresAt)
      await admit(key.length + text.length, ownerOf(payload))
      await store.set(name, key, text)
    },
    replace: (key, { text }, payload, expiresAt) => store.update(name, key, text, write(payload, expiresAt)),
    remove: async (key) => void (await store.delete(name, key)),
  }
}

/** As much is taken away of what was left lying that others find room. */
const FULL_ENOUGH = 0.9

/** Nobody has more than such a part of a room: whoever comes for more loses what they left lying, and others lose nothing. */
const SHARE_OF_ONE = 1 / 4
/** Who has nearly all of a share keeps half of it. */
const NEAR_THE_SHARE = 0.9
const HALF = 0.5

interface CountedEntry {
  key: string
  length: number
  entry: Omit<StateEntry, 'text'> & { writtenAt: number }
}

const ownerOf = (payload: object): unknown => ('accountId' in payload ? payload.accountId : undefined)

/** Of those that somebody has. */
function byOwner(all: readonly CountedEntry[]): Map<unknown, CountedEntry[]> {
  const groups = Map.groupBy(all, ({ entry }) => ownerOf(entry.payload))
  groups.delete(undefined)
  return groups
}

const lengthOf = (all: readonly CountedEntry[]) => all.reduce((sum, { length }) => sum + length, 0)

/** The oldest of them, until the others have no more than `most` bytes. */
function oldestBeyond(all: readonly CountedEntry[], most: number): CountedEntry[] {
  let spare = lengthOf(all) - most
  const oldest = all.toSorted((one, other) => one.entry.writtenAt - other.entry.writtenAt)
  return oldest.filter(({ length }) => (spare -= length) > -length)
}

const NO_ROOM_FOR_LOGINS = 'Too many log in at the moment. Try again in a moment.'

/** Only this file writes the space. */
function entryOfText(text: string): Omit<StateEntry, 'text'> & { writtenAt: number } {
  const [expiresAt = '', writtenAt = ''] = text.split(' ', 2)
  const payload = JSON.parse(text.slice(expiresAt.length + writtenAt.length + 2))
  return { expiresAt: Number(expiresAt), writtenAt: Number(writtenAt), payload }
}
