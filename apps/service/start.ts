import { join } from 'node:path'
import { allEnded } from '#core/files/all-ended'
import { plainUrlFaults } from '#core/config/plain-url'
import { urlsOf, whereSetting } from '#core/config/process-settings'
import { ConfigFault } from '#core/config/read-config'
import { BACKGROUND_PATIENCE, waitAtMost } from '#core/files/unfinished'
import { holdFolder, type HeldFolder } from '#core/files/held-folder'
import { openKeysFolder } from '#core/files/keys-folder'
import { warnOfLooseFiles } from '#core/files/loose-files'
import { createControl, type Control } from '#core/control/control'
import { clockStep } from '#core/control/say-clock'
import { createGuard } from '#core/http/guard'
import { openGuests } from '#core/http/guest-trust'
import { openPorts, type Listening, type OpenPorts } from '#core/http/listen'
import { createPeers } from '#core/http/peers'
import { pinnedPath } from '#core/files/service-folder'
import { createLog } from '#core/log'
import { announce, describeHolder, warnOfKeyFiles } from '#core/process/announce'
import { openOwnCertificate } from '#core/process/own-certificate'
import type { Frame } from '#core/process/run-process'
import { openOwnKeys } from '#core/rings/own-keys'
import { startRotation } from '#core/rings/start-rotation'
import { createTraces, TRACE_LIMITS } from '#core/trace/recorder'
import { createFactoryClient } from '#factory-client'
import { ROLES, type NumberedScenario, type Role } from '#scenarios'
import type { ServiceConfig } from './config.ts'
import { openPlainParty } from './plain-party.ts'
import { createPlainCaller } from './plain/plain-caller.ts'
import { createService, createServiceWhenAsked } from './service.ts'
import { createKeptTokens } from './stage/kept-tokens.ts'

export interface ServiceStart extends Frame<ServiceConfig> {
  role: Role
  scenarios: readonly NumberedScenario[]
}

export interface StartedService extends Listening {
  /** What can be told to it by a program in the same process, too. */
  control: Control
}

/** Takes its ports, opens what a service needs, makes what is missing, and serves. */
export async function startService(start: ServiceStart): Promise<StartedService> {
  const { role, config, clock } = start
  const faults = plainUrlFaults({ ...config, url: config.issuerUrl })
  if (faults.length > 0) throw new ConfigFault(faults)
  const ports = await openPorts({ ...config, clock: start.machineClock ?? clock, longestEnd: start.longestEnd })
  let held: HeldFolder | undefined
  try {
    await start.untilAllReach?.('ports')
    await openKeysFolder(config.keysFolder, role)
    const hold = { holder: describeHolder(role, ports) }
    if (!start.isForTest) held = await holdFolder(join(config.keysFolder, role), hold, clock)
    await start.untilAllReach?.('folder')
    const listening = await serveService(ports, start, held)
    return { ...listening, close: () => listening.close().finally(() => held?.release()) }
  } catch (error) {
    await ports.close()
    held?.release()
    throw error
  }
}

async function serveService(
  ports: OpenPorts,
  start: ServiceStart,
  held: HeldFolder | undefined,
): Promise<StartedService> {
  const { role, config, scenarios, clock: machine, logFormat, write, isForTest } = start
  const log = createLog({ name: role, level: config.logLevel, format: logFormat, clock: machine, write })
  const control = createControl({ machine, isOn: config.control, log })
  const { clock, layer } = control
  const furtherNames = [urlsOf(config)[role].hostname, ...config.tlsNames]
  const guests = await openGuests(config)
  const [certificate, keys] = await allEnded([
    openOwnCertificate({ keysFolder: config.keysFolder, name: role, furtherNames, clock: machine, log, isForTest }),
    openOwnKeys(role, { ...config, isForTest }, clock, layer, machine),
  ])
  held?.watch(log)
  warnOfKeyFiles(log, keys)
  if (!isForTest)
    await warnOfLooseFiles(config.keysFolder, { folders: [role], publicFiles: ROLES.map(pinnedPath) }, log)
  const timeoutMilliseconds = config.peerTimeoutMilliseconds
  const peers = createPeers({
    caller: role,
    urls: urlsOf(config),
    settingOf: (name) => whereSetting(config, name),
    guests,
    ca: () => certificate.tls().ca,
    host: config.host,
    timeoutMilliseconds,
    clock: machine,
  })
  const factory = createFactoryClient(peers.get('jwt-factory'))
  const guard = createGuard({ ...config, urls: Object.values(urlsOf(config)) })
  const traces = createTraces(role, machine, TRACE_LIMITS, () => clockStep(clock))
  const browserTraces = createTraces('browser', machine)
  const plainCaller = createPlainCaller()
  const closePlainParty = await openPlainParty({
    role,
    scenarios,
    keysFolder: config.keysFolder,
    traces,
    clock: machine,
    log,
  })
  const kept = createKeptTokens(clock)
  const ca = () => certificate.tls().ca
  const frame = { name: role, machine, control, clock, log, guard, traces, browserTraces, ca, kept, plainCaller }
  control.onClockBack(keys.tick)
  const parts = { ...frame, role, config, scenarios, keys, peers, factory }
  ports.serve((isForTest ? createServiceWhenAsked : createService)(parts), certificate.tls())
  const renewal = certificate.lookAfter(ports, control)
  const rotation = startRotation(keys, clock, log, machine) // a retired key leaves the file that peers pin when its time is over
  announce(log, config.host, ports)
  return {
    ...ports,
    control,
    async close() {
      control.events.close()
      await ports.close()
      await Promise.all([rotation.stop(), renewal.stop()])
      if (clock.isMoved())
        await waitAtMost(
          BACKGROUND_PATIENCE,
          machine,
          control.reset().catch(() => {}),
        ) // else keys that are gone stay published
      plainCaller.close()
      await Promise.all([peers.close(), closePlainParty?.()])
    },
  }
}
