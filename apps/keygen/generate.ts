import { join } from 'node:path'
import type { Clock } from '#core/clock'
import { FIRST_RING_OWNERS, KEY_OWNERS, PEER_NAMES } from '#core/config/processes'
import { FolderHeld, holdFolder } from '#core/files/held-folder'
import { openKeysFolder } from '#core/files/keys-folder'
import { canWriteTo } from '#core/files/private-file'
import { openTlsIdentity } from '#core/http/tls'
import type { KeyRings } from '#core/rings/key-rings'
import { furtherRingOf, MAIN_RING } from '#core/rings/ring-id'
import { openKeyRings, type KeyRingSettings } from '#core/rings/open-key-rings'
import { openOwnKeys } from '#core/rings/own-keys'
import { openStore } from '#core/store/open-store'
import { storeServer } from '#core/store/store-setting'
import type { Algorithm } from '#core/token/algorithms'
import { makeSignerKey, SIGNER_FOLDER } from '../neighbours/signer-key.ts'
import { LOGIN_CLIENT_IDS } from '../../jwt-factory/provider/clients/login-clients.ts'
import { openLoginSecrets } from '../../jwt-factory/provider/clients/open-login-secrets.ts'
import { openClients } from '../../jwt-factory/registered-clients/open-clients.ts'
import type { KeygenConfig } from './config.ts'
import { listFiles, tellFiles } from './list-files.ts'

/** Keys of earlier days are kept: only the processes know how long their tokens live. Seconds. */
const KEEP_ALL = 365 * 86_400

const FACTORY = 'jwt-factory'

/**
 * Makes what is missing of the sandbox's key material: certificates, the factory's clients and first keys, each
 * service's secret and own pair, and the key of the signer. A ring that has a good key keeps it, whatever its algorithm: the processes that run
 * know nothing of a change here.
 * @returns what was made and what was there already, a line each
 */
export async function generateMissingKeys(config: KeygenConfig, clock: Clock): Promise<string[]> {
  const { keysFolder } = config
  const folders = ['tls', ...KEY_OWNERS, ...LOGIN_CLIENT_IDS, SIGNER_FOLDER]
  for (const name of PEER_NAMES) await openKeysFolder(keysFolder, name)
  const before = await listFiles(keysFolder, folders)
  const reasons = await makeCertificates(config, clock)
  await openClients(keysFolder, join(keysFolder, FACTORY), clock)
  await openLoginSecrets({ keysFolder, folder: join(keysFolder, FACTORY), clock })
  const notes = [...(await makeAllRings(config, clock)), ...(await makeSignerKey(keysFolder, config.algorithm, clock))]
  return [...tellFiles(before, await listFiles(keysFolder, folders), reasons), ...notes]
}

/** @returns why files were replaced, by their names */
async function makeCertificates(config: KeygenConfig, clock: Clock): Promise<Map<string, string>> {
  const reasons = new Map<string, string>()
  for (const name of PEER_NAMES) {
    await openTlsIdentity(join(config.keysFolder, 'tls'), name, clock, {
      furtherNames: [config[`${name}Url`].hostname, ...config.tlsNames],
      tell: (file, why) => reasons.set(`tls/${file}`, why),
    })
  }
  return reasons
}

/** @returns which rings keep a key of another algorithm, and which were left as they are */
async function makeAllRings(config: KeygenConfig, clock: Clock): Promise<string[]> {
  const { keysFolder, algorithm, store } = config
  const shared = { algorithm, keepsAlgorithms: true }
  const own = { ...shared, keysFolder, selfSignedLifetimeSeconds: KEEP_ALL, leewaySeconds: 0 }
  const notes: string[] = []
  const server = storeServer(store)
  if (server) notes.push(`${FACTORY} keeps its signing keys in ${server}, and makes them when it starts`)
  else {
    const factory = { ...shared, firstRings: [MAIN_RING, ...FIRST_RING_OWNERS], keepSeconds: KEEP_ALL, clock }
    const open = (folder: string) => openFactoryRings({ ...factory, folder }, store)
    notes.push(...(await makeRings(config, FACTORY, clock, open)))
  }
  for (const owner of FIRST_RING_OWNERS) {
    notes.push(...(await makeRings(config, owner, clock, () => openOwnKeys(owner, own, clock))))
  }
  return notes
}

/** Makes what is missing in one folder, but not behind the back of a process that works with it: it has what it needs. */
async function makeRings(
  { keysFolder, algorithm, store }: KeygenConfig,
  owner: string,
  clock: Clock,
  open: (folder: string) => Promise<KeyRings>,
): Promise<string[]> {
  const folder = join(keysFolder, owner)
  try {
    const hold = { holder: 'npm run keys', isShared: owner === FACTORY && store === 'sqlite', patience: 0 }
    const held = await holdFolder(folder, hold, clock)
    return await open(folder)
      .then((rings) => [...lostIn(owner, rings), ...othersOf(owner, rings, algorithm)])
      .finally(held.release)
  } catch (error) {
    if (!(error instanceof FolderHeld)) throw error
    return [`${owner}/ is left as it is: ${error.holder} is using it`]
  }
}

/** What a start of the process would name, and will not find any more: the keys agree again by then. */
const lostIn = (folder: string, { lost }: KeyRings): string[] =>
  lost.map(({ file, why }) => `${folder}/${file}: ${why}`)

/**
 * The rings whose key has another algorithm than the one that was asked for. A further ring of an issuer is there for its
 * algorithm: no setting changes that, so nothing is said of it.
 */
function othersOf(folder: string, { ids, active }: KeyRings, algorithm: Algorithm): string[] {
  const followers = ids().filter((ringId) => furtherRingOf(ringId) === undefined)
  return followers.flatMap((ringId) => {
    const known = active(ringId)?.algorithm
    if (known === undefined || known === algorithm) return []
    return [
      `${folder}/ ring "${ringId}" keeps its key for ${known}; to change it, start its process with ALGORITHM set`,
    ]
  })
}

/** With the state of the rings beside the keys, as the factory itself keeps it; there is none to keep where nothing can be written. */
async function openFactoryRings(settings: KeyRingSettings, setting: string): Promise<KeyRings> {
  const store = await openStore((await canWriteTo(settings.folder)) ? setting : 'memory', settings)
  try {
    return await openKeyRings({ ...settings, store })
  } finally {
    await store.close()
  }
}
