import type { JWK } from 'jose'
import { allEnded } from '../files/all-ended.ts'
import type { Clock } from '../clock.ts'
import { createLayeredStore } from '../store/layered-store.ts'
import type { TimedLayer } from '../store/layered-time.ts'
import { createMemoryStore } from '../store/memory-store.ts'
import type { Store } from '../store/store.ts'
import { sureTime } from '../store/sure-time.ts'
import { generateSigningKey } from '../keys/signing-key.ts'
import type { Algorithm } from '../token/algorithms.ts'
import { withFolderLock } from '../files/folder-lock.ts'
import { removeLeftovers } from '../files/leftovers.ts'
import { openFolderVault } from './folder-vault.ts'
import { createKeyMaker } from './key-maker.ts'
import type { KeyRings } from './key-rings.ts'
import type { KeyVault, LeftAlone } from './key-vault.ts'
import { createLayeredVault } from './layered-vault.ts'
import { createMemoryVault } from './memory-vault.ts'
import { createRingBook, type RingBook } from './ring-book.ts'
import { furtherRingOf } from './ring-id.ts'
import { createRings } from './rings.ts'
import { openSealedVault } from './sealed-vault.ts'
import { createRingView, type RingView } from './ring-view.ts'
import type { Ring } from './rotation.ts'
import { rotationPolicy, type RotationSettings } from './rotation-settings.ts'

export interface KeyRingSettings extends RotationSettings {
  folder: string
  /** Other files that may stand in the folder. */
  expectedFiles?: readonly string[]
  /** They have room for themselves, and get their keys at once when these are missing. */
  firstRings: readonly string[]
  /** Those of them that get theirs at once, where that is not all: the others when somebody first looks for them. */
  madeAtOnce?: readonly string[]
  /** For new keys; those of a further ring have its algorithm. A ring whose key has another one gets a new key at start. */
  algorithm: Algorithm
  /** A ring whose key has another algorithm keeps it: only what is missing is made. */
  keepsAlgorithms?: boolean
  clock: Clock
  /** The clock of this machine, by which locks and stores are waited for; as `clock`, when absent. */
  machine?: Clock
  /** Where the state of the rings lives. Without it, it follows from the files alone: the newest key signs. */
  store?: Store
  /** With it, the keys themselves live in the store too, sealed, and the folder is not used. */
  sealWith?: string
  /** What is made while it is on can be taken back whole. */
  layer?: TimedLayer
  /** In the process of a test: keys stay in memory, and none is made before it is wanted. */
  isForTest?: boolean | undefined
  /** Called with all published keys before a new key signs its first token. */
  publish?: (keySet: { keys: JWK[] }) => Promise<void>
}

/** Opens the rings, and makes the first keys. Of two processes that start at once, one makes them. */
export async function openKeyRings(settings: KeyRingSettings): Promise<KeyRings> {
  const { folder, sealWith, store, clock, machine = clock } = settings
  if (sealWith !== undefined && store) return open(settings, await openSealedVault(store, sealWith), store)
  if (settings.isForTest) return open(settings, createMemoryVault(), store ?? memoryBelow(settings))
  await removeLeftovers(folder, machine)
  const openThere = async () => {
    const vault = await openFolderVault(folder, settings.expectedFiles)
    return open(settings, vault, store ?? memoryBelow(settings))
  }
  return withFolderLock(folder, openThere, machine)
}

/** The state of rings that follows from their files. */
function memoryBelow({ clock, machine, layer }: KeyRingSettings): Store {
  const store = createMemoryStore(clock, { machine })
  return layer ? createLayeredStore(store, layer, clock, { machine }) : store
}

async function open(settings: KeyRingSettings, below: KeyVault, store: Store): Promise<KeyRings> {
  const vault = settings.layer ? createLayeredVault(below, settings.layer) : below
  const { clock, machine = clock, algorithm, publish, firstRings, madeAtOnce = firstRings } = settings
  const policy = rotationPolicy(settings)
  const book = createRingBook(store)
  const view = createRingView(vault, policy)
  const strangers = await takeOver(book, vault)
  for (const [ringId, ring] of await book.readAll()) await view.adopt(ringId, ring)
  const maker = createKeyMaker(clock, generateSigningKey, !settings.isForTest)
  const algorithmOf = (ringId: string) => furtherRingOf(ringId)?.algorithm ?? algorithm
  const rings = createRings({
    book,
    vault,
    view,
    policy,
    clock,
    machine,
    sureNow: settings.layer?.sureNow ?? sureTime(clock, { machine }),
    maker,
    algorithmOf,
    firstRings,
    ...(publish && { publish }),
  })
  const leftAlone = [...vault.leftAlone, ...strangers]
  const dropped = await dropLostKeys(book, view)
  if (!settings.keepsAlgorithms) await renewOthers(rings, algorithmOf)
  const madeLater = new Set(firstRings).difference(new Set(madeAtOnce))
  await allEnded(madeAtOnce.map((ringId) => rings.ensure(ringId)))
  maker.leaveRoom()
  await rings.publish()
  return {
    ...rings,
    find: async (ringId) => (await rings.find(ringId)) ?? (madeLater.has(ringId) ? rings.ensure(ringId) : undefined),
    leftAlone,
    // What is damaged has been named.
    lost: dropped.filter(({ kid }) => !leftAlone.some(({ file }) => file.includes(kid))).map(asLost),
    gone: async () => ((await vault.missing?.(livingOf(view))) ?? []).map((file) => ({ file, why: GONE })),
  }
}

const GONE = 'it is gone: its key works until this process ends, and is lost then'

interface KeyName {
  ringId: string
  kid: string
}

const asLost = ({ ringId, kid, state }: KeyName & Ring[number]): LeftAlone => ({
  file: `${ringId}.${kid}.json`,
  why: `it is gone, and its ${state} key with it: tokens that this key signed are refused`,
})

/** Those that have files. */
const livingOf = (view: RingView): KeyName[] =>
  view.ids().flatMap((ringId) =>
    view
      .ring(ringId)
      .filter(({ state }) => state !== 'revoked')
      .map(({ kid }) => ({ ringId, kid })),
  )

/** What another process takes into use meanwhile may have another algorithm again; a ring in which no key signs yet has none. */
async function renewOthers(
  { ids, active, ensure, renew }: Pick<KeyRings, 'ids' | 'active' | 'ensure' | 'renew'>,
  algorithmOf: (ringId: string) => Algorithm,
) {
  for (const ringId of ids()) {
    await ensure(ringId)
    while (active(ringId)?.algorithm !== algorithmOf(ringId)) await renew(ringId)
  }
}

/**
 * Keys in the folder and the rings in the store are made to agree. A ring without a state is adopted from its files:
 * the newest signs. A file of a revoked key is a deletion that was cut short. Any other file that its ring does not
 * name was left by a kill while the key was made, or the store is older than it, and it has signed: nothing tells which, so
 * it is left alone.
 */
async function takeOver(book: RingBook, vault: KeyVault) {
  const strangers: LeftAlone[] = []
  for (const [ringId, found] of Map.groupBy(vault.found, ({ ringId }) => ringId)) {
    const keys = found.map(({ key }) => key).sort((a, b) => b.createdAt - a.createdAt)
    const { ring } = await book.change(ringId, (known) => (known && known.length > 0 ? undefined : adopted(keys)))
    for (const { kid } of keys) {
      const entry = ring?.find((candidate) => candidate.kid === kid)
      if (entry?.state === 'revoked') await vault.remove(ringId, kid)
      else if (!entry) strangers.push({ file: `${ringId}.${kid}.json`, why: UNKNOWN_TO_ITS_RING })
    }
  }
  return strangers
}

const UNKNOWN_TO_ITS_RING =
  'its ring does not know it: a process was ended while it made this key, or the store is older than the file. Remove it if no token of it may live'

/**
 * Takes keys out of the rings whose material is missing or damaged; whatever lies there is left alone.
 * @returns those keys
 */
async function dropLostKeys(book: RingBook, view: RingView): Promise<(KeyName & Ring[number])[]> {
  const dropped: (KeyName & Ring[number])[] = []
  const isLost = ({ kid, state }: Ring[number]) => state !== 'revoked' && !view.has(kid)
  for (const ringId of view.ids()) {
    const lost = view.ring(ringId).filter(isLost)
    if (lost.length === 0) continue
    dropped.push(...lost.map((entry) => ({ ringId, ...entry })))
    const { ring } = await book.change(ringId, (known) => known?.filter((entry) => !isLost(entry)))
    if (ring) await view.adopt(ringId, ring)
    else view.drop(ringId)
  }
  return dropped
}

/** An earlier key was retired when its successor was made. */
function adopted(keys: { kid: string; algorithm: Algorithm; createdAt: number }[]): Ring {
  return keys.map(({ kid, algorithm, createdAt }, index) => {
    const successor = keys[index - 1]
    return successor
      ? { kid, algorithm, state: 'retired', since: successor.createdAt, was: { active: createdAt } }
      : { kid, algorithm, state: 'active', since: createdAt }
  })
}
