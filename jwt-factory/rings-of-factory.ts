import type { Control } from '#core/control/control'
import type { Clock } from '#core/clock'
import { FIRST_RING_OWNERS } from '#core/config/processes'
import type { KeyRings } from '#core/rings/key-rings'
import { openKeyRings } from '#core/rings/open-key-rings'
import { STORE_FILE } from '#core/store/sqlite-store'
import type { Store } from '#core/store/store'
import type { FactoryConfig } from './config.ts'
import { isShared, keepSeconds, publishAheadSeconds } from './config-clashes.ts'
import { MAIN } from './issuer.ts'
import { PEOPLE_FILES } from './people/at-factory/open-factory-people.ts'
import { CLIENTS_FILE } from './registered-clients/open-clients.ts'

/** The main issuer, and whoever has keys, find a key ring of their own from the start. */
export const FIRST_RINGS = [MAIN, ...FIRST_RING_OWNERS]

/** What stands in the factory's folder beside its keys; SQLite puts journals beside its file. */
const OTHER_FILES = [
  CLIENTS_FILE,
  ...PEOPLE_FILES,
  ...['', '-wal', '-shm', '-journal'].map((end) => `${STORE_FILE}${end}`),
]

export interface RingsOfFactoryParts {
  config: FactoryConfig
  folder: string
  keepsAlgorithms: boolean
  isIssuerAlone: boolean
  isForTest: boolean | undefined
  store: Store
  control: Control
  /** The clock of this machine. */
  machine: Clock
}

/** Opens the keys of the factory. Several factories share them through the store; one alone keeps them in files. */
export const openRingsOfFactory = (parts: RingsOfFactoryParts): Promise<KeyRings> => {
  const { config, folder, keepsAlgorithms, isIssuerAlone, isForTest, store, control, machine } = parts
  return openKeyRings({
    folder,
    expectedFiles: OTHER_FILES,
    firstRings: FIRST_RINGS,
    ...(isIssuerAlone && { madeAtOnce: [MAIN] }),
    algorithm: config.algorithm,
    keepsAlgorithms,
    isForTest,
    keepSeconds: keepSeconds(config),
    lifetimeSeconds: config.keyLifetimeSeconds,
    publishAheadSeconds: publishAheadSeconds(config),
    clock: control.clock,
    machine,
    layer: control.layer,
    store,
    ...(config.storeSecret !== undefined && isShared(config) && { sealWith: config.storeSecret }),
  })
}
