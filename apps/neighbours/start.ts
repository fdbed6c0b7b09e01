import { join } from 'node:path'
import { urlsOf } from '#core/config/process-settings'
import { partyNamesAt, PARTY_PORT_NAMES, type PartyPortName } from '#core/config/parties'
import { patienceOf } from '#core/config/patience'
import { entryForEach } from '#core/config/processes'
import { createControl, type Control } from '#core/control/control'
import { clockStep } from '#core/control/say-clock'
import { holdFolder, type HeldFolder } from '#core/files/held-folder'
import { openKeysFolder } from '#core/files/keys-folder'
import { warnOfLooseFiles } from '#core/files/loose-files'
import { createGuard } from '#core/http/guard'
import { holdPorts, type HeldPort } from '#core/http/held-port'
import { openPorts, type Listening, type OpenPorts } from '#core/http/listen'
import { createLog, type Log } from '#core/log'
import { announce, describeHolder } from '#core/process/announce'
import { openOwnCertificate } from '#core/process/own-certificate'
import type { Frame } from '#core/process/run-process'
import { createTraces, TRACE_LIMITS } from '#core/trace/recorder'
import type { NeighboursConfig } from './config.ts'
import { GATEWAY_FOLDER } from './gateways/gateway-secret.ts'
import { LOGIN_FILE } from './login/login-parties.ts'
import { createNeighbours } from './neighbours.ts'
import { sayLiveMesh } from './mesh/live-mesh-routes.ts'
import { openParties, SIDECAR_FILE } from './open-parties.ts'
import { RELAY_PARTIES, relayFileOf } from './relays/relay-parties.ts'
import { SIGNER_FOLDER } from './signer-key.ts'
import { createTimeOfTraces } from './time-of-traces.ts'

const NEIGHBOURS = 'neighbours'

/** The key of the signer, the secret of a gateway, and what says with which keys a verifier believes. */
const KEPT_FILES = {
  folders: [SIGNER_FOLDER, GATEWAY_FOLDER],
  publicFiles: [SIDECAR_FILE, LOGIN_FILE, ...RELAY_PARTIES.map(relayFileOf)].map((file) => `${NEIGHBOURS}/${file}`),
}

/**
 * So long the registry is waited for at a start, and then it goes on without a key: that it is alone may well be the lesson. Where
 * all are started, the factory listens, and has only to answer: "ready" is said when scenario 11 can be played. Milliseconds.
 */
const KEY_OF_ONE = 5000
const KEY_OF_ALL = 60_000

export interface StartedNeighbours extends Listening {
  control: Control
  /** Where the parties listen. */
  partyPorts: Readonly<Record<PartyPortName, number>>
}

export interface NeighboursStart extends Frame<NeighboursConfig> {
  /** Ports that were taken for it already: who starts before it has to know them. */
  taken?: Partial<Record<PartyPortName, HeldPort>>
}

/** Takes its ports, and opens the parties that share the process. */
export async function startNeighbours(start: NeighboursStart): Promise<StartedNeighbours> {
  const { config, clock: machine, taken = {} } = start
  const ports = await openPorts({ ...config, clock: start.machineClock ?? machine, longestEnd: start.longestEnd })
  const log = createLog({
    name: NEIGHBOURS,
    level: config.logLevel,
    format: start.logFormat,
    clock: machine,
    write: start.write,
  })
  let held: HeldFolder | undefined
  let partyPorts: Record<PartyPortName, HeldPort> | undefined
  try {
    const free = PARTY_PORT_NAMES.filter((name) => taken[name] === undefined)
    const others = await holdPorts(entryForEach(free, (name) => config[`${name}Port`]))
    partyPorts = { ...others, ...taken }
    await start.untilAllReach?.('ports')
    await openKeysFolder(config.keysFolder, NEIGHBOURS)
    const hold = { holder: describeHolder(NEIGHBOURS, ports) }
    if (!start.isForTest) held = await holdFolder(join(config.keysFolder, NEIGHBOURS), hold, machine)
    await start.untilAllReach?.('folder')
    const listening = await serveNeighbours(ports, partyPorts, start, log)
    held?.watch(log)
    return { ...listening, close: () => listening.close().finally(() => held?.release()) }
  } catch (error) {
    await ports.close()
    for (const each of Object.values(partyPorts ?? {})) each.close()
    held?.release()
    throw error
  }
}

async function serveNeighbours(
  ports: OpenPorts,
  held: Readonly<Record<PartyPortName, HeldPort>>,
  { config, clock: machine, untilAllReach, isForTest }: Frame<NeighboursConfig>,
  log: Log,
): Promise<StartedNeighbours> {
  const control = createControl({ machine, isOn: config.control, log })
  const { clock } = control
  const recorded = (party: string) => createTraces(party, machine, TRACE_LIMITS, () => clockStep(clock))
  const partyTraces = entryForEach(partyNamesAt(NEIGHBOURS), recorded)
  const furtherNames = [urlsOf(config)[NEIGHBOURS].hostname, ...config.tlsNames]
  const certificate = await openOwnCertificate({
    keysFolder: config.keysFolder,
    name: NEIGHBOURS,
    furtherNames,
    clock: machine,
    log,
    isForTest,
  })
  await untilAllReach?.('asking')
  const patienceForKey = untilAllReach ? KEY_OF_ALL : KEY_OF_ONE
  const timeOfTraces = createTimeOfTraces(clock)
  const parties = await openParties({
    config,
    ports: held,
    clock,
    machine,
    isMoved: clock.isMoved,
    log,
    traces: partyTraces,
    tls: certificate.tls,
    patience: patienceOf(config),
    patienceForKey,
    timeOfTraces,
  })
  const { signer, verifier, mesh, gateways, relays, login } = parties
  if (!isForTest) await warnOfLooseFiles(config.keysFolder, KEPT_FILES, log)
  control.alsoSay(() => sayLiveMesh(mesh.live.told()))
  control.onReset(async () => {
    mesh.live.end()
    mesh.forget()
    await Promise.all([gateways.reset(), relays.reset(), login.reset(), signer.revert()])
  })
  const guard = createGuard({ ...config, urls: Object.values(urlsOf(config)) })
  const frame = { name: NEIGHBOURS, machine, control, log, guard, traces: recorded(NEIGHBOURS) }
  const { controlToken, consolePort } = config
  ports.serve(
    createNeighbours({
      ...frame,
      controlToken,
      consolePort,
      signer,
      verifier,
      mesh,
      gateways,
      relays,
      timeOfTraces,
      login,
      partyTraces,
    }),
    certificate.tls(),
  )
  const renewal = certificate.lookAfter(ports, control)
  announce(log, config.host, ports)
  return {
    ...ports,
    control,
    partyPorts: entryForEach(PARTY_PORT_NAMES, (name) => held[name].place.port),
    async close() {
      control.events.close()
      await ports.close()
      await Promise.all([renewal.stop(), parties.close()])
    },
  }
}
