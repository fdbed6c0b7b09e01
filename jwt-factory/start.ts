import { join } from 'node:path'
import { allEnded } from '#core/files/all-ended'
import type { Clock } from '#core/clock'
import { holdFolder, type HeldFolder } from '#core/files/held-folder'
import { openKeysFolder } from '#core/files/keys-folder'
import { removeLeftovers } from '#core/files/leftovers'
import { warnOfLooseFiles } from '#core/files/loose-files'
import { createGuard } from '#core/http/guard'
import { openPorts, type Listening, type OpenPorts } from '#core/http/listen'
import { FIRST_RING_OWNERS } from '#core/config/processes'
import { ConfigFault } from '#core/config/read-config'
import { announce, describeHolder, tellReplaced, warnOfKeyFiles } from '#core/process/announce'
import type { Frame } from '#core/process/run-process'
import { openTlsIdentity } from '#core/http/tls'
import { startTlsRenewal } from '#core/http/renew-tls'
import { openKeyRings } from '#core/rings/open-key-rings'
import { createLog, type Log } from '#core/log'
import { openStore } from '#core/store/open-store'
import type { Store } from '#core/store/store'
import { STORE_FILE } from '#core/store/sqlite-store'
import { createTraces } from '#core/trace/recorder'
import { CLIENTS_FILE, openClients } from './registered-clients/open-clients.ts'
import { tokenLifeSeconds, type FactoryConfig } from './config.ts'
import { clashesIn, isRedis, keepSeconds, publishAheadSeconds } from './config-clashes.ts'
import { createFactory } from './factory.ts'
import { createIssuers, MAIN } from './issuer.ts'
import { createRingRoom } from './ring-room.ts'
import { createRingUse } from './ring-use.ts'
import { startRotation } from '#core/rings/start-rotation'
import { DUMP_FOLDER } from './routes/dump-keys.ts'

const name = 'jwt-factory'

/** The main issuer, and whoever has keys, find a key ring of their own from the start. */
const FIRST_RINGS = [MAIN, ...FIRST_RING_OWNERS]

/** What stands in the factory's folder beside its keys; SQLite puts journals beside its file. */
const OTHER_FILES = [CLIENTS_FILE, ...['', '-wal', '-shm', '-journal'].map((end) => `${STORE_FILE}${end}`)]

export interface FactoryStart extends Frame<FactoryConfig> {
  /** Another factory has these keys too: what signs goes on signing, whatever ALGORITHM says here. */
  keepsAlgorithms?: boolean
  /** The clock of this machine, where `clock` is one that somebody moves. */
  machineClock?: Clock
}

/** Takes its ports, opens what the factory needs, makes what is missing, and serves. */
export async function startFactory(start: FactoryStart): Promise<Listening> {
  const { config, clock } = start
  const clashes = clashesIn(config)
  if (clashes.length > 0) throw new ConfigFault(clashes)
  const ports = await openPorts({ ...config, clock })
  const folder = join(config.keysFolder, name)
  const log = createLog({ name, level: config.logLevel, format: start.logFormat, clock, write: start.write })
  let store: Store | undefined
  let held: HeldFolder | undefined
  try {
    await start.untilAllReach?.('ports')
    await openKeysFolder(config.keysFolder, name)
    // What is in memory nobody else can know; with Redis the keys are not in the folder.
    const hold = { holder: describeHolder(name, ports), isShared: config.store === 'sqlite' }
    if (!isRedis(config)) held = await holdFolder(folder, hold, clock)
    held?.watch(log)
    await start.untilAllReach?.('folder')
    store = await openStore(config.store, { ...start, folder, log })
    const keepsAlgorithms = held?.isAlone === false
    const listening = await serveFactory(ports, store, { ...start, keepsAlgorithms }, log)
    return { ...listening, close: () => listening.close().finally(() => held?.release()) }
  } catch (error) {
    await ports.close()
    await store?.close()
    held?.release()
    throw error
  }
}

async function serveFactory(
  ports: OpenPorts,
  store: Store,
  { config, clock, keepsAlgorithms = false }: FactoryStart,
  log: Log,
): Promise<Listening> {
  const folder = join(config.keysFolder, name)
  const certificates = join(config.keysFolder, 'tls')
  const furtherNames = [new URL(config.url).hostname, ...config.tlsNames]
  await removeLeftovers(join(config.keysFolder, DUMP_FOLDER), clock)
  const [tls, clients, rings] = await allEnded([
    openTlsIdentity(certificates, name, clock, {
      furtherNames,
      tell: tellReplaced(log),
    }),
    openClients(config.keysFolder, folder, clock, (client, keys) => log.warn({ client, ...keys }, 'keys-left-out')),
    openKeyRings({
      folder,
      expectedFiles: OTHER_FILES,
      firstRings: FIRST_RINGS,
      algorithm: config.algorithm,
      keepsAlgorithms,
      keepSeconds: keepSeconds(config),
      lifetimeSeconds: config.keyLifetimeSeconds,
      publishAheadSeconds: publishAheadSeconds(config),
      clock,
      store,
      // Several factories share their keys through the store; one alone keeps them in files.
      ...(config.storeSecret !== undefined && isRedis(config) && { sealWith: config.storeSecret }),
    }),
  ])
  warnOfKeyFiles(log, rings)
  const publicFiles = [...clients.values()].flatMap(({ keysFile }) => keysFile ?? [])
  await warnOfLooseFiles(config.keysFolder, { folders: [name, 'dump'], publicFiles }, log)
  const url = withRealPort(config.url, ports.tlsPort)
  const use = createRingUse({ store, clock, lifeSeconds: tokenLifeSeconds(config), firstRings: FIRST_RINGS })
  const room = createRingRoom({ rings, use, firstRings: FIRST_RINGS })
  const issuers = createIssuers({ rings, url: () => url, room })
  const traces = createTraces(name, clock)
  const guard = createGuard({ ...config, urls: [new URL(config.url)] })
  const parts = { name, config, rings, issuers, room, use, clients, store, clock, log, traces, guard }
  ports.serve(createFactory(parts), tls)
  const renewal = startTlsRenewal({ folder: certificates, name, furtherNames, tls, use: ports.renew, clock, log })
  const rotation = startRotation(rings, clock, log)
  announce(log, config.host, ports)
  return {
    ...ports,
    async close() {
      await ports.close()
      await Promise.all([rotation.stop(), renewal.stop()])
      await store.close()
    },
  }
}

/** FACTORY_TLS_PORT=0 is a free port, known only now; the issuer's name follows it. */
export const withRealPort = (url: string, port: number) => url.replace(/^(https:\/\/[^/]+):0(?=\/|$)/, `$1:${port}`)
