import { join } from 'node:path'
import { openKeysFolder } from '#core/files/keys-folder'
import { warnOfLooseFiles } from '#core/files/loose-files'
import { createGuard } from '#core/http/guard'
import { openPorts, type Listening, type OpenPorts } from '#core/http/listen'
import { ConfigFault } from '#core/config/read-config'
import { announce } from '#core/process/announce'
import type { Frame } from '#core/process/run-process'
import { openTlsIdentity } from '#core/http/tls'
import { openKeyRings } from '#core/rings/open-key-rings'
import { createLog } from '#core/log'
import { openStore } from '#core/store/open-store'
import type { Store } from '#core/store/store'
import { STORE_FILE } from '#core/store/sqlite-store'
import { createTraces } from '#core/trace/recorder'
import { CLIENTS_FILE, openClients } from './registered-clients/open-clients.ts'
import { tokenLimits, type FactoryConfig } from './config.ts'
import { clashesIn, isRedis, keepSeconds, publishAheadSeconds } from './config-clashes.ts'
import { createFactory } from './factory.ts'
import { createIssuers, MAIN } from './issuer.ts'
import { createIssuerUse } from './issuer-use.ts'
import { startRotation } from '#core/rings/start-rotation'

const name = 'jwt-factory'

/** The services that find a key ring of their own from the start. */
const FIRST_RINGS = ['servicea', 'serviceb', 'servicec']

/** What stands in the factory's folder beside its keys; SQLite puts journals beside its file. */
const OTHER_FILES = [CLIENTS_FILE, ...['', '-wal', '-shm', '-journal'].map((end) => `${STORE_FILE}${end}`)]

export type FactoryStart = Frame<FactoryConfig>

/** Takes its ports, opens what the factory needs, makes what is missing, and serves. */
export async function startFactory(start: FactoryStart): Promise<Listening> {
  const { config, clock } = start
  const clashes = clashesIn(config)
  if (clashes.length > 0) throw new ConfigFault(clashes)
  const ports = await openPorts({ ...config, clock })
  let store: Store | undefined
  try {
    await openKeysFolder(config.keysFolder, name)
    store = await openStore(config.store, { folder: join(config.keysFolder, name), clock })
    return await serveFactory(ports, store, start)
  } catch (error) {
    await ports.close()
    await store?.close()
    throw error
  }
}

async function serveFactory(ports: OpenPorts, store: Store, start: FactoryStart): Promise<Listening> {
  const { config, clock, logFormat, write } = start
  const log = createLog({ name, level: config.logLevel, format: logFormat, clock, write })
  const folder = join(config.keysFolder, name)
  const [tls, clients, rings] = await Promise.all([
    openTlsIdentity(join(config.keysFolder, 'tls'), name, clock, (file, why) =>
      log.warn({ file: `tls/${file}`, why }, 'certificate-replaced'),
    ),
    openClients(config.keysFolder, folder, clock),
    openKeyRings({
      folder,
      expectedFiles: OTHER_FILES,
      firstRings: [MAIN, ...FIRST_RINGS],
      algorithm: config.algorithm,
      keepSeconds: keepSeconds(config),
      lifetimeSeconds: config.keyLifetimeSeconds,
      publishAheadSeconds: publishAheadSeconds(config),
      clock,
      store,
      // Several factories share their keys through the store; one alone keeps them in files.
      ...(config.storeSecret !== undefined && isRedis(config) && { sealWith: config.storeSecret }),
    }),
  ])
  for (const { file, why } of rings.leftAlone) log.warn({ file, why }, 'key-file-left-alone')
  await warnOfLooseFiles(config.keysFolder, name, log)
  const url = withRealPort(config.url, ports.tlsPort)
  const use = createIssuerUse(store, clock, tokenLimits(config).maxLifetimeSeconds + config.leewaySeconds)
  const issuers = createIssuers({ rings, url: () => url, namesInUse: use.names })
  const traces = createTraces(name, clock)
  const guard = createGuard({ ...config, urls: [new URL(config.url)] })
  const parts = { name, config, rings, issuers, use, clients, store, clock, log, traces, guard }
  ports.serve(createFactory(parts), tls)
  const rotation = startRotation(rings, clock, log)
  announce(log, config.host, ports)
  return {
    ...ports,
    async close() {
      await rotation.stop()
      await ports.close()
      await store.close()
    },
  }
}

/** FACTORY_TLS_PORT=0 is a free port, known only now; the issuer's name follows it. */
export const withRealPort = (url: string, port: number) => url.replace(/^(https:\/\/[^/]+):0(?=\/|$)/, `$1:${port}`)
