import type { JWK } from 'jose'
import type { Algorithm } from '#core/token/algorithms.ts'
import type { KeySource } from '#core/token/trust.ts'
import type { Clock } from '#core/clock.ts'
import { withFolderLock } from './folder-lock.ts'
import { chooseKey } from './key-set.ts'
import { openKeyFolder, type KeyFolder, type LeftAlone } from './key-folder.ts'
import { createKeyMaker } from './key-maker.ts'
import type { SigningKey } from './signing-key.ts'

/** Key rings by key id. In each ring the newest key signs; earlier ones stay published while their tokens live. */
export interface KeyRings {
  ids(): string[]
  /** The key that signs. */
  active(keyId: string): SigningKey | undefined
  /** Newest first. Empty for an unknown key id. */
  published(keyId: string): SigningKey[]
  /** The ring's key that signs, made now if there is none. Never replaces a key. */
  ensure(keyId: string): Promise<SigningKey>
  /** A new key that signs from now on. It is stored before it is returned. */
  renew(keyId: string): Promise<SigningKey>
  /** The public keys of all rings as a JWKS (RFC 7517 §5). */
  keySet(): { keys: JWK[] }
  /** Counts up whenever the published keys may have changed. */
  version(): number
  source(keyId: string): KeySource
  /** What was found in the folder and not loaded. */
  leftAlone: readonly LeftAlone[]
}

export interface KeyRingSettings {
  folder: string
  /** Other files that may stand in the folder. */
  expectedFiles?: readonly string[]
  /** For new keys. A ring whose key has another algorithm gets a new key at start. */
  algorithm: Algorithm
  /** How long an earlier key is needed: the life of its tokens, in seconds. */
  keepSeconds: number
  clock: Clock
  /** Called with all published keys before a new key signs its first token. */
  publish?: (keySet: { keys: JWK[] }) => Promise<void>
}

/** Anybody who may ask for a key could fill the disk; these bounds stop that. */
export const MAX_RINGS = 1000
export const MAX_KEYS_PER_RING = 100

/** There is no room for another key or ring. */
export class TooManyKeys extends Error {
  override readonly name = 'TooManyKeys'
}

/**
 * Opens the rings of a folder and makes the first keys, under a lock: of two processes that start at once, one makes them.
 */
export async function openKeyRings(settings: KeyRingSettings & { firstKeyIds: readonly string[] }): Promise<KeyRings> {
  return withFolderLock(settings.folder, async () => {
    const rings = await loadKeyRings(settings)
    await Promise.all(settings.firstKeyIds.map((keyId) => rings.ensure(keyId)))
    return rings
  })
}

async function loadKeyRings(settings: KeyRingSettings): Promise<KeyRings> {
  const { clock, keepSeconds, algorithm } = settings
  const { folder, keys, leftAlone } = await openKeyFolder(settings.folder, settings.expectedFiles)
  const rings = new Map<string, SigningKey[]>()
  for (const { keyId, key } of keys) rings.set(keyId, [...(rings.get(keyId) ?? []), key])
  for (const ring of rings.values()) ring.sort((a, b) => b.createdAt - a.createdAt)
  const maker = createKeyMaker(algorithm, clock)
  const queue = new Map<string, Promise<SigningKey>>()
  const opening = new Set<string>() // rings whose first key is being made; they count, or many at once pass the bound
  let version = 0

  async function add(keyId: string): Promise<SigningKey> {
    if (rings.has(keyId)) return addTo(keyId)
    if (new Set(rings.keys()).union(opening).size >= MAX_RINGS) {
      throw new TooManyKeys(`there are ${MAX_RINGS} key ids already`)
    }
    opening.add(keyId)
    return addTo(keyId).finally(() => opening.delete(keyId))
  }

  async function addTo(keyId: string): Promise<SigningKey> {
    const ring = rings.get(keyId) ?? []
    const kept = await prune(folder, keyId, ring, clock.now() - keepSeconds * 1000)
    if (kept.length >= MAX_KEYS_PER_RING) {
      throw new TooManyKeys(`"${keyId}" has ${MAX_KEYS_PER_RING} keys whose tokens may still live`)
    }
    const made = await maker.make()
    // Whole milliseconds, as on the disk, and never a tie: the order in the ring must survive a restart.
    const key = { ...made, createdAt: Math.max(Math.ceil(clock.now()), (ring[0]?.createdAt ?? 0) + 1) }
    await folder.save(keyId, key)
    await settings.publish?.({ keys: [key, ...kept, ...othersThan(rings, keyId)].map(({ publicJwk }) => publicJwk) })
    rings.set(keyId, [key, ...kept])
    version++
    return key
  }

  /** One change of a ring at a time; of two at once, the second sees what the first did. */
  function inTurn(keyId: string, change: () => Promise<SigningKey>): Promise<SigningKey> {
    const turn = (queue.get(keyId) ?? Promise.resolve()).then(change, change)
    queue.set(keyId, turn)
    const leave = () => queue.get(keyId) === turn && queue.delete(keyId)
    turn.then(leave, leave)
    return turn
  }

  const published = (keyId: string) => publishedKeys(rings.get(keyId) ?? [], clock.now() - keepSeconds * 1000)
  const all = () => [...rings.keys()].flatMap(published)

  const self: KeyRings = {
    ids: () => [...rings.keys()].sort(),
    active: (keyId) => rings.get(keyId)?.[0],
    published,
    ensure: async (keyId) => self.active(keyId) ?? inTurn(keyId, async () => self.active(keyId) ?? add(keyId)),
    renew: (keyId) => inTurn(keyId, () => add(keyId)),
    keySet: () => ({ keys: all().map(({ publicJwk }) => publicJwk) }),
    version: () => version,
    source: (keyId) => ({
      select: (hint) =>
        chooseKey(
          published(keyId).map(({ verification }) => verification),
          hint,
        ),
    }),
    leftAlone,
  }
  for (const [keyId, [active]] of rings) if (active?.algorithm !== algorithm) await self.renew(keyId)
  await settings.publish?.(self.keySet())
  return self
}

/** An earlier key is published until the tokens that it signed last have expired. */
function publishedKeys(ring: SigningKey[], oldest: number): SigningKey[] {
  return ring.filter((_, index) => {
    const successor = ring[index - 1]
    return successor === undefined || successor.createdAt > oldest
  })
}

async function prune(folder: KeyFolder, keyId: string, ring: SigningKey[], oldest: number): Promise<SigningKey[]> {
  const kept = publishedKeys(ring, oldest)
  await Promise.all(ring.filter((key) => !kept.includes(key)).map(({ kid }) => folder.remove(keyId, kid)))
  return kept
}

function othersThan(rings: Map<string, SigningKey[]>, keyId: string): SigningKey[] {
  return [...rings].flatMap(([id, ring]) => (id === keyId ? [] : ring))
}
