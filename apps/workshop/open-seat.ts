import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '#core/clock'
import { PARTY_PORT_NAMES, PARTY_PORTS } from '#core/config/parties'
import { listenSettings } from '#core/config/process-settings'
import { CONTROLLED_NAMES } from '#core/config/processes'
import { readConfig } from '#core/config/read-config'
import type { Environment } from '#core/config/setting'
import type { Guard } from '#core/http/guard'
import type { Log } from '#core/log'
import type { Pages } from '#core/page/pages'
import type { NumberedScenario } from '#scenarios'
import { fromPage, type ConsoleAccess, type ConsoleSecrets } from '../console/api/allow-changes.ts'
import { composeConsole } from '../console/compose-console.ts'
import { consoleSettings } from '../console/config.ts'
import type { RunningConsole } from '../console/console-parts.ts'
import type { WorkshopDesk } from '../console/workshop/workshop-desk.ts'
import { startInProcess, type Sandbox } from '../sandbox/in-process.ts'
import { labOfRoom } from './lab-of-room.ts'
import type { OpenedSeat } from './seat.ts'
import { checkLengthInRoom, checkPoliciesOfRoom } from './policies-of-room.ts'
import type { Slots } from './slots.ts'
import { newSession } from './visitor-cookie.ts'

/** What all seats of a room share. */
export interface SeatParts {
  /** In it each seat has a folder for its keys. */
  folder: string
  scenarios: readonly NumberedScenario[]
  clock: Clock
  log: Log
  /** By which names the room is called. */
  guard: Guard
  pages: Pages
  /** How long the processes of a sandbox wait for each other. */
  peerTimeoutMilliseconds: number
  /** Of all attack labs of the room. */
  labs: Slots
  /** Puts certificates into the folder of a seat that some other program has made; absent: each sandbox makes its own. */
  prepare?: ((keysFolder: string) => Promise<void>) | undefined
  /** Faults of sandboxes, as lines of JSON. */
  write: (line: string) => void
}

/** Pages of one person that listen at once: a browser has six connections. */
const PAGES_OF_A_PERSON = 6

/** Thirty people have as much memory together as three have alone. */
const PLAYS_OF_A_PERSON = { plays: 100, bytes: 2_000_000 }

/** On this machine alone, in memory, and quiet. */
const ENV_OF_A_SEAT: Environment = { HOST: '127.0.0.1', STORE: 'memory', LOG_LEVEL: 'error' }

/** Makes a whole sandbox and a console for one person. Nobody but this console reaches it from other machines. */
export async function openSeat(parts: SeatParts, workshop: WorkshopDesk): Promise<OpenedSeat<RunningConsole>> {
  const { folder, scenarios, clock, log, guard, pages, labs, prepare, write, peerTimeoutMilliseconds } = parts
  const keysFolder = await mkdtemp(join(folder, 'seat-'))
  const clear = () => rm(keysFolder, { recursive: true, force: true, maxRetries: 10 }) // a file may just be written
  // A console that asks at the port of another sandbox, by whatever mistake, is refused there.
  const PEER_TIMEOUT = String(peerTimeoutMilliseconds / 1000)
  const env = { ...ENV_OF_A_SEAT, PEER_TIMEOUT, CONTROL_TOKEN: newSession() }
  try {
    await prepare?.(keysFolder)
    const sandbox = await startInProcess({ keysFolder, scenarios, clock, env, write })
    try {
      const config = readConfig(consoleSettings, { ...env, KEYS_FOLDER: keysFolder, ...placesOf(sandbox) })
      const console = await composeConsole({
        config,
        clock,
        scenarios,
        log,
        guard,
        pages,
        workshop,
        access: accessOfSeat,
        limitLab: (lab) => labOfRoom(lab, labs),
        checkPolicies: checkPoliciesOfRoom,
        checkLength: checkLengthInRoom,
        mostPages: PAGES_OF_A_PERSON,
        keptPlays: PLAYS_OF_A_PERSON,
      })
      const close = async () => {
        await console.close()
        await sandbox.close().finally(clear)
      }
      return { console, close }
    } catch (error) {
      await sandbox.close()
      throw error
    }
  } catch (error) {
    await clear()
    throw error
  }
}

/** Whoever comes to this console has shown the session of its person (room-door.ts); what changes something comes from its pages besides. */
const accessOfSeat = ({ pageToken }: ConsoleSecrets): ConsoleAccess => {
  const changes = [fromPage(pageToken)]
  return { changes, judges: changes }
}

/** Where its processes listen, and their parties, as settings. */
const placesOf = ({ processes, partyPorts }: Sandbox): Environment =>
  Object.fromEntries([
    ...CONTROLLED_NAMES.flatMap((name) => {
      const { port, tlsPort } = listenSettings(name)
      const at = processes[name]
      return [
        [port.variable, String(at.port)],
        [tlsPort.variable, String(at.tlsPort)],
      ]
    }),
    ...PARTY_PORT_NAMES.map((name) => [PARTY_PORTS[name].variable, String(partyPorts[name])]),
  ])
