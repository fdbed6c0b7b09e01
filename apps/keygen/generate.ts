import { join } from 'node:path'
import type { Clock } from '#core/clock'
import { PROCESS_NAMES } from '#core/config/processes'
import { FolderHeld, holdFolder } from '#core/files/held-folder'
import { openTlsIdentity } from '#core/http/tls'
import type { KeyRings } from '#core/rings/key-rings'
import { MAIN_RING } from '#core/rings/ring-id'
import { openKeyRings, type KeyRingSettings } from '#core/rings/open-key-rings'
import { openOwnKeys } from '#core/rings/own-keys'
import { openStore } from '#core/store/open-store'
import type { Algorithm } from '#core/token/algorithms'
import { ROLES } from '#scenarios'
import type { KeygenConfig } from './config.ts'

/** Keys of earlier days are kept: only the processes know how long their tokens live. Seconds. */
const KEEP_ALL = 365 * 86_400

/**
 * Makes what is missing of the sandbox's key material: certificates, the factory's first keys, each service's own pair. A
 * ring that has a good key keeps it, whatever its algorithm: the processes that run know nothing of a change here.
 * @returns what is there now, a line each
 */
export async function generateMissingKeys({ keysFolder, algorithm }: KeygenConfig, clock: Clock): Promise<string[]> {
  const replaced: string[] = []
  const tell = (file: string, why: string) => replaced.push(`tls/${file} was replaced: ${why}`)
  for (const name of PROCESS_NAMES) await openTlsIdentity(join(keysFolder, 'tls'), name, clock, tell)
  const shared = { algorithm, keepsAlgorithms: true }
  const factory = { ...shared, firstRings: [MAIN_RING, ...ROLES], keepSeconds: KEEP_ALL, clock }
  const own = { ...shared, keysFolder, selfSignedLifetimeSeconds: KEEP_ALL, leewaySeconds: 0 }
  const asked = { algorithm, clock }
  const kept = [
    ...(await makeRings(keysFolder, 'jwt-factory', asked, (folder) => openFactoryRings({ ...factory, folder }))),
  ]
  for (const role of ROLES) {
    kept.push(...(await makeRings(keysFolder, role, asked, () => openOwnKeys(role, own, clock))))
  }
  return [
    `tls/ for ${PROCESS_NAMES.join(', ')}`,
    `jwt-factory/ for ${ROLES.join(', ')}`,
    ...ROLES.map((role) => `${role}/`),
    ...replaced,
    ...kept,
  ]
}

/** Makes what is missing in one folder, but not behind the back of a process that works with it: it has what it needs. */
async function makeRings(
  keysFolder: string,
  owner: string,
  { algorithm, clock }: { algorithm: Algorithm; clock: Clock },
  open: (folder: string) => Promise<KeyRings>,
): Promise<string[]> {
  const folder = join(keysFolder, owner)
  try {
    const hold = { holder: 'npm run keys', isShared: owner === 'jwt-factory', patience: 0 }
    const held = await holdFolder(folder, hold, clock)
    return await open(folder)
      .then((rings) => othersOf(owner, rings, algorithm))
      .finally(held.release)
  } catch (error) {
    if (!(error instanceof FolderHeld)) throw error
    return [`${owner}/ is left as it is: ${error.holder} works with it`]
  }
}

/** The rings whose key has another algorithm than the one that was asked for. */
function othersOf(folder: string, { ids, active }: KeyRings, algorithm: Algorithm): string[] {
  return ids().flatMap((ringId) => {
    const known = active(ringId)?.algorithm
    if (known === undefined || known === algorithm) return []
    return [
      `${folder}/ ring "${ringId}" keeps its key for ${known}; only a start of its process with ALGORITHM changes it`,
    ]
  })
}

/** With the state of the rings beside the keys, as the factory itself keeps it. */
async function openFactoryRings(settings: KeyRingSettings): Promise<KeyRings> {
  const store = await openStore('sqlite', settings)
  try {
    return await openKeyRings({ ...settings, store })
  } finally {
    await store.close()
  }
}
