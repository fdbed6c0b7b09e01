import { join } from 'node:path'
import type { Clock } from '../clock.ts'
import { LONGEST_KEY_ID } from '../keys/verification-key.ts'
import type { Algorithm } from '../token/algorithms.ts'
import { isObject } from '../token/claims.ts'
import { readUtf8IfThere } from '../files/private-file.ts'
import { CLIENT_SECRET_FILE, PINNED_FILE, pinnedFile, PLAIN_SOCKET, writePinnedFile } from '../files/service-folder.ts'
import type { TimedLayer } from '../store/layered-time.ts'
import type { KeyRings } from './key-rings.ts'
import type { LeftAlone } from './key-vault.ts'
import { openKeyRings } from './open-key-rings.ts'

export interface OwnKeySettings {
  keysFolder: string
  algorithm: Algorithm
  /** A key of another algorithm that is there already stays in use. */
  keepsAlgorithms?: boolean
  /** The life of the tokens that the keys sign. */
  selfSignedLifetimeSeconds: number
  leewaySeconds: number
  isForTest?: boolean | undefined // as in KeyRingSettings
}

/** An earlier key is needed while its last tokens live and are on their way, in seconds. */
const ON_THE_WAY = 10

/**
 * Opens the key pairs that a service signs with itself, in a ring that has its name, and makes the first one. The
 * public half is published before the private half signs its first token, so that no peer meets a key that it cannot
 * know. A key that is published and has no private half any more is published no longer, and named among the lost ones.
 */
export async function openOwnKeys(
  owner: string,
  settings: OwnKeySettings,
  clock: Clock,
  layer?: TimedLayer,
  machine = clock,
): Promise<KeyRings> {
  const { keysFolder, algorithm, keepsAlgorithms = false, selfSignedLifetimeSeconds, leewaySeconds } = settings
  const before = await publishedKeys(pinnedFile(keysFolder, owner))
  const rings = await openKeyRings({
    folder: join(keysFolder, owner),
    expectedFiles: [PINNED_FILE, CLIENT_SECRET_FILE, PLAIN_SOCKET],
    firstRings: [owner],
    algorithm,
    keepsAlgorithms,
    isForTest: settings.isForTest,
    keepSeconds: selfSignedLifetimeSeconds + leewaySeconds + ON_THE_WAY,
    clock,
    machine,
    ...(layer && { layer }),
    publish: (keySet) => writePinnedFile(keysFolder, owner, keySet),
  })
  const has = (kid: string) =>
    rings.entries(owner).some((entry) => entry.kid === kid) || rings.leftAlone.some(({ file }) => file.includes(kid))
  const isOver = ({ exp = Infinity }: PublishedKey) => exp * 1000 <= clock.now()
  const lost = before
    .filter((key) => !isOver(key) && !has(key.kid))
    .map(({ kid }) => missedFile(`${owner}.${kid}.json`))
  return { ...rings, lost: [...rings.lost, ...lost] }
}

const missedFile = (file: string): LeftAlone => ({
  file,
  why: `it is gone, and ${PINNED_FILE} published its key until now: what that has signed is refused`,
})

interface PublishedKey {
  kid: string
  /** When a retired one is over, in seconds since 1970. */
  exp?: number
}

/** What peers believe until now. A file that is damaged tells nothing, and is written anew. */
async function publishedKeys(file: string): Promise<PublishedKey[]> {
  try {
    const { keys }: { keys: unknown[] } = JSON.parse((await readUtf8IfThere(file)) ?? '')
    return keys.filter(isObject).flatMap(({ kid, exp }) => {
      if (typeof kid !== 'string') return []
      return [{ kid: kid.slice(0, LONGEST_KEY_ID), ...(typeof exp === 'number' && { exp }) }]
    })
  } catch {
    return []
  }
}
