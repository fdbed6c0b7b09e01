import { join } from 'node:path'
import type { Clock } from '../clock.ts'
import type { Algorithm } from '../token/algorithms.ts'
import { CLIENT_SECRET_FILE } from '../files/service-folder.ts'
import type { KeyRings } from './key-rings.ts'
import { openKeyRings } from './open-key-rings.ts'
import { PINNED_FILE, writePinnedFile } from '../files/service-folder.ts'

export interface OwnKeySettings {
  keysFolder: string
  algorithm: Algorithm
  /** A key of another algorithm that is there already stays in use. */
  keepsAlgorithms?: boolean
  /** The life of the tokens that the keys sign. */
  selfSignedLifetimeSeconds: number
  leewaySeconds: number
}

/** An earlier key is needed while its last tokens live and are on their way, in seconds. */
const ON_THE_WAY = 10

/**
 * Opens the key pairs that a service signs with itself, in a ring that has its name, and makes the first one. The
 * public half is published before the private half signs its first token, so that no peer meets a key that it cannot
 * know.
 */
export async function openOwnKeys(owner: string, settings: OwnKeySettings, clock: Clock): Promise<KeyRings> {
  const { keysFolder, algorithm, keepsAlgorithms = false, selfSignedLifetimeSeconds, leewaySeconds } = settings
  return openKeyRings({
    folder: join(keysFolder, owner),
    expectedFiles: [PINNED_FILE, CLIENT_SECRET_FILE],
    firstRings: [owner],
    algorithm,
    keepsAlgorithms,
    keepSeconds: selfSignedLifetimeSeconds + leewaySeconds + ON_THE_WAY,
    clock,
    publish: (keySet) => writePinnedFile(keysFolder, owner, keySet),
  })
}
