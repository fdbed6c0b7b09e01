import { join } from 'node:path'
import type { Clock } from '#core/clock'
import { PROCESS_NAMES } from '#core/config/processes'
import { openTlsIdentity } from '#core/http/tls'
import { MAIN_RING } from '#core/rings/ring-id'
import { openKeyRings, type KeyRingSettings } from '#core/rings/open-key-rings'
import { openOwnKeys } from '#core/rings/own-keys'
import { openStore } from '#core/store/open-store'
import { ROLES } from '#scenarios'
import type { KeygenConfig } from './config.ts'

/** Keys of earlier days are kept: only the processes know how long their tokens live. Seconds. */
const KEEP_ALL = 365 * 86_400

/**
 * Makes what is missing of the sandbox's key material: certificates, the factory's first keys, each service's own pair.
 * @returns what is there now, a line each
 */
export async function generateMissingKeys({ keysFolder, algorithm }: KeygenConfig, clock: Clock): Promise<string[]> {
  const replaced: string[] = []
  const tell = (file: string, why: string) => replaced.push(`tls/${file} was replaced: ${why}`)
  for (const name of PROCESS_NAMES) await openTlsIdentity(join(keysFolder, 'tls'), name, clock, tell)
  const folder = join(keysFolder, 'jwt-factory')
  await makeFactoryKeys({ folder, firstRings: [MAIN_RING, ...ROLES], algorithm, keepSeconds: KEEP_ALL, clock })
  const settings = { keysFolder, algorithm, selfSignedLifetimeSeconds: KEEP_ALL, leewaySeconds: 0 }
  for (const role of ROLES) await openOwnKeys(role, settings, clock)
  return [
    `tls/ for ${PROCESS_NAMES.join(', ')}`,
    `jwt-factory/ for ${ROLES.join(', ')}`,
    ...ROLES.map((role) => `${role}/`),
    ...replaced,
  ]
}

/** With the state of the rings beside the keys, as the factory itself keeps it. */
async function makeFactoryKeys(settings: KeyRingSettings): Promise<void> {
  const store = await openStore('sqlite', settings)
  try {
    await openKeyRings({ ...settings, store })
  } finally {
    await store.close()
  }
}
