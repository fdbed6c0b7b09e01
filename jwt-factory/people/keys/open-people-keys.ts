import { randomBytes } from 'node:crypto'
import type { Clock } from '#core/clock'
import { KeysUnavailable } from '#core/keys/key-errors'
import type { SigningKey } from '#core/keys/signing-key'
import type { KeyRings } from '#core/rings/key-rings'
import { openKeyRings, type KeyRingSettings } from '#core/rings/open-key-rings'
import { activeEntry } from '#core/rings/rotation'
import { createMemoryStore } from '#core/store/memory-store'
import type { Store } from '#core/store/store'
import type { PeopleConfig } from '../config/people-config.ts'
import type { PeopleRings } from '../people-parts.ts'
import type { PeopleKeys } from '../tokens/issued.ts'
import { peopleKeySet } from './people-key-set.ts'
import { endOfKey, indexKeyIds, timelineSettings } from './timeline.ts'

/** The ring whose keys sign for people. */
export const PEOPLE_RING = 'people'

export interface PeopleKeysParts extends Pick<KeyRingSettings, 'machine' | 'layer'> {
  store: Store
  clock: Clock
  /** Seals private keys that several processes share. */
  storeSecret: string | undefined
}

/**
 * Opens the key ring that signs the tokens of people: in a folder of its own beside the file of the database, sealed in a database that
 * several share, or, where the configuration keeps no keys, in memory alone.
 * @throws Error where keys are to be shared and nothing seals them
 */
export async function openPeopleKeys({ tokens, database }: PeopleConfig, parts: PeopleKeysParts): Promise<KeyRings> {
  const { store, storeSecret, ...clocks } = parts
  const settings = { firstRings: [PEOPLE_RING], algorithm: tokens.algorithm, ...clocks, ...timelineSettings(tokens) }
  if (!tokens.keepsKeys) {
    const memory = { store: createMemoryStore(parts.clock), sealWith: randomBytes(32).toString('base64url') }
    return openKeyRings({ ...settings, ...memory, folder: '' })
  }
  if (database.type === 'sqlite') return openKeyRings({ ...settings, store, folder: `${database.file}.keys` })
  if (storeSecret === undefined) throw new Error(UNSEALED)
  return openKeyRings({ ...settings, store, sealWith: storeSecret, folder: '' })
}

const UNSEALED =
  'tokens.persist_keys is true, and the database is on the network: set STORE_SECRET, which seals the private keys there, or write persist_keys: false'

/**
 * What signing and publishing ask of the ring.
 * @param hasIndexKeyIds names keys by their place in the set (ST-12), in tokens and in the set alike
 */
export function peopleKeysOf(rings: PeopleRings, { tokens }: PeopleConfig, clock: Clock, hasIndexKeyIds: boolean) {
  const ring = () => rings.life(PEOPLE_RING).keys
  const named = (key: SigningKey): SigningKey => {
    const kid = hasIndexKeyIds ? indexKeyIds(ring(), tokens, clock.now()).get(key.kid) : undefined
    return kid === undefined ? key : { ...key, kid }
  }
  const keys: PeopleKeys = {
    active() {
      const key = rings.active(PEOPLE_RING)
      if (!key) throw new KeysUnavailable('there is no key that signs for people')
      return named(key)
    },
    published: () => rings.published(PEOPLE_RING),
    endOfActive() {
      const active = activeEntry(ring())
      return active ? endOfKey(active, ring(), tokens) : 0
    },
  }
  return {
    keys,
    /** With its past. */
    ring,
    source: rings.source(PEOPLE_RING),
    keySet: () =>
      peopleKeySet({
        ring: ring(),
        keys: keys.published().map(({ publicJwk }) => publicJwk),
        periods: tokens,
        now: clock.now(),
        hasIndexKeyIds,
      }),
  }
}
