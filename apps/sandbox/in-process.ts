import type { Clock } from '#core/clock'
import { guestSettings, isGuestRole } from '#core/config/guest-services'
import { PARTY_PORT_NAMES, PARTY_PORTS, type PartyPortName } from '#core/config/parties'
import { FREE_PORTS, listenSettings, reachable, urlSetting } from '#core/config/process-settings'
import {
  calleesFirst,
  CONTROLLED_NAMES,
  entryForEach,
  isControlledName,
  isPeerName,
  type ControlledName,
} from '#core/config/processes'
import { readConfig } from '#core/config/read-config'
import type { Environment } from '#core/config/setting'
import { holdPort, type HeldPort } from '#core/http/held-port'
import type { Listening } from '#core/http/listen'
import { ROLES, type NumberedScenario, type Role } from '#scenarios'
import { factorySettings } from '../../jwt-factory/config.ts'
import type { Shaping } from '../../jwt-factory/control/shaping.ts'
import { startFactory } from '../../jwt-factory/start.ts'
import { withRealPort } from '../../jwt-factory/issuer-url.ts'
import { serviceSettings } from '../service/config.ts'
import { neighboursSettings } from '../neighbours/config.ts'
import { startNeighbours } from '../neighbours/start.ts'
import { startService } from '../service/start.ts'
import {
  createSandboxControl,
  type Controllable,
  type ControlledProcesses,
  type SandboxControl,
} from './sandbox-control.ts'

export interface SandboxOptions {
  keysFolder: string
  scenarios: readonly NumberedScenario[]
  clock: Clock
  /** As in Frame. */
  machineClock?: Clock
  /** Settings by their names in the environment. Ports are free ones unless they are set here. */
  env?: Environment
  /** What the factory signs and answers, shaped by call. */
  shaping?: Shaping
  /** Log lines of all processes; dropped when absent. */
  write?: (line: string) => void
  /** As in Frame. */
  longestEnd?: number
  isForTest?: boolean
}

/** Its processes, and what can be told to all of them by call. Those that OWN_SERVICES names are somebody else's, and not among them. */
export interface Sandbox extends SandboxControl {
  processes: Record<ControlledName, Listening> & ControlledProcesses
  /** Where the parties listen that share a process. */
  partyPorts: Readonly<Record<PartyPortName, number>>
  close(): Promise<void>
}

type FrameHere = Required<Pick<SandboxOptions, 'scenarios' | 'clock' | 'write'>> &
  Shaping & {
    machineClock: Clock | undefined
    longestEnd: number | undefined
    isForTest: boolean
    logFormat: 'json'
    /** The one that the factory has to know before: people who log in come back there. */
    taken: { 'login-gateway-tls'?: HeldPort }
  }

type StartHere = (env: Environment, frame: FrameHere) => Promise<Listening & Controllable>

const startRole =
  (role: Role): StartHere =>
  (env, frame) =>
    startService({ role, config: readConfig(serviceSettings(role), env), ...frame })

/** Whoever goes to its parties learns where they are. */
async function startNeighboursHere(env: Environment, frame: FrameHere) {
  const started = await startNeighbours({ config: readConfig(neighboursSettings, env), ...frame })
  for (const [party, port] of Object.entries(started.partyPorts))
    env[PARTY_PORTS[party as PartyPortName].variable] = String(port)
  return started
}

/** What each process is here, where all share one. One that `npm start` starts and that is not here does not compile. */
const START: Record<ControlledName, StartHere> = {
  'jwt-factory': (env, frame) => startFactory({ config: readConfig(factorySettings, env), ...frame }),
  neighbours: startNeighboursHere,
  ...entryForEach(ROLES, startRole),
}

/**
 * The whole sandbox in one process, on free ports: its processes still talk over TLS.
 * @throws ConfigFault, or what keeps one of them from starting; then none is left
 */
export async function startInProcess(options: SandboxOptions): Promise<Sandbox> {
  const { keysFolder, scenarios, clock, write = () => {} } = options
  const env: Environment = { ...FREE_PORTS, ...options.env, KEYS_FOLDER: keysFolder }
  const loginPort = PARTY_PORTS['login-gateway-tls'].variable
  const taken: FrameHere['taken'] = env[loginPort] === '0' ? { 'login-gateway-tls': await holdPort(0) } : {}
  if (taken['login-gateway-tls']) env[loginPort] = String(taken['login-gateway-tls'].place.port)
  const frame: FrameHere = {
    ...options.shaping,
    machineClock: options.machineClock,
    longestEnd: options.longestEnd,
    isForTest: options.isForTest ?? false,
    scenarios,
    clock,
    write,
    logFormat: 'json',
    taken,
  }
  const { guests } = readConfig({ guests: guestSettings.guests }, env)
  const started = new Map<ControlledName, Listening & Controllable>()
  const close = async () => void (await Promise.all(started.values().map((listening) => listening.close())))
  try {
    for (const name of calleesFirst(CONTROLLED_NAMES).filter(isControlledName)) {
      if (isGuestRole(name) && guests.includes(name)) continue
      const listening = await START[name](env, frame)
      started.set(name, listening)
      if (!isPeerName(name)) continue
      const { variable } = urlSetting(name)
      env[variable] = withRealPort(env[variable] || `https://${reachable(env['HOST'])}:0`, listening)
      env[listenSettings(name).tlsPort.variable] = String(listening.tlsPort) // where one with a plain name is called
      env[listenSettings(name).port.variable] = String(listening.port) // where a play moves its clock
    }
  } catch (error) {
    await close()
    taken['login-gateway-tls']?.close()
    throw error
  }
  const processes = Object.fromEntries(started) as Sandbox['processes'] // filled for each of them above, but for those of OWN_SERVICES
  return {
    ...createSandboxControl(processes, clock),
    processes,
    partyPorts: entryForEach(PARTY_PORT_NAMES, (name) => Number(env[PARTY_PORTS[name].variable])),
    close,
  }
}
