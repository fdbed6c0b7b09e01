import { join } from 'node:path'
import { allEnded } from '#core/files/all-ended'
import { urlsOf } from '#core/config/process-settings'
import { holdFolder, type HeldFolder } from '#core/files/held-folder'
import { openKeysFolder } from '#core/files/keys-folder'
import { warnOfLooseFiles } from '#core/files/loose-files'
import { createGuard } from '#core/http/guard'
import { openPorts, type Listening, type OpenPorts } from '#core/http/listen'
import { createPeers } from '#core/http/peers'
import { pinnedPath } from '#core/files/service-folder'
import { openTlsIdentity, type TlsIdentity } from '#core/http/tls'
import { startTlsRenewal } from '#core/http/renew-tls'
import { createLog } from '#core/log'
import { announce, describeHolder, tellReplaced, warnOfKeyFiles } from '#core/process/announce'
import type { Frame } from '#core/process/run-process'
import { openOwnKeys } from '#core/rings/own-keys'
import { startRotation } from '#core/rings/start-rotation'
import { createTraces } from '#core/trace/recorder'
import { createFactoryClient } from '#factory-client'
import { ROLES, type NumberedScenario, type Role } from '#scenarios'
import type { ServiceConfig } from './config.ts'
import { createService } from './service.ts'
import { createKeptTokens } from './stage/kept-tokens.ts'

export interface ServiceStart extends Frame<ServiceConfig> {
  role: Role
  scenarios: readonly NumberedScenario[]
}

/** Takes its ports, opens what a service needs, makes what is missing, and serves. */
export async function startService(start: ServiceStart): Promise<Listening> {
  const { role, config, clock } = start
  const ports = await openPorts({ ...config, clock })
  let held: HeldFolder | undefined
  try {
    await start.untilAllReach?.('ports')
    await openKeysFolder(config.keysFolder, role)
    held = await holdFolder(join(config.keysFolder, role), { holder: describeHolder(role, ports) }, clock)
    await start.untilAllReach?.('folder')
    const listening = await serveService(ports, start, held)
    return { ...listening, close: () => listening.close().finally(() => held?.release()) }
  } catch (error) {
    await ports.close()
    held?.release()
    throw error
  }
}

async function serveService(ports: OpenPorts, start: ServiceStart, held: HeldFolder): Promise<Listening> {
  const { role, config, scenarios, clock, logFormat, write } = start
  const log = createLog({ name: role, level: config.logLevel, format: logFormat, clock, write })
  const folder = join(config.keysFolder, 'tls')
  const furtherNames = [urlsOf(config)[role].hostname, ...config.tlsNames]
  const [opened, keys] = await allEnded([
    openTlsIdentity(folder, role, clock, {
      furtherNames,
      tell: tellReplaced(log),
    }),
    openOwnKeys(role, config, clock),
  ])
  held.watch(log)
  warnOfKeyFiles(log, keys)
  await warnOfLooseFiles(config.keysFolder, { folders: [role], publicFiles: ROLES.map(pinnedPath) }, log)
  const timeoutMilliseconds = config.peerTimeoutMilliseconds
  let tls = opened
  const peers = createPeers({ urls: urlsOf(config), ca: () => tls.ca, host: config.host, timeoutMilliseconds, clock })
  const factory = createFactoryClient(peers.get('jwt-factory'))
  const guard = createGuard({ ...config, urls: Object.values(urlsOf(config)) })
  const frame = { name: role, clock, log, guard, traces: createTraces(role, clock), kept: createKeptTokens(clock) }
  ports.serve(createService({ ...frame, role, config, scenarios, keys, peers, factory }), tls)
  const use = (renewed: TlsIdentity) => ports.renew((tls = renewed))
  const renewal = startTlsRenewal({ folder, name: role, furtherNames, tls, use, clock, log })
  const rotation = startRotation(keys, clock, log) // a retired key leaves the file that peers pin when its time is over
  announce(log, config.host, ports)
  return {
    ...ports,
    async close() {
      await ports.close()
      await Promise.all([rotation.stop(), renewal.stop()])
      await peers.close()
    },
  }
}
