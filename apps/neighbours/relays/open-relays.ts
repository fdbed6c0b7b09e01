import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import type { RequestContext } from '#core/access/dialect'
import type { Clock } from '#core/clock'
import { entryForEach } from '#core/config/processes'
import { relayKeysAt } from '#core/config/relay-ring'
import { signatoryIssuerOf } from '#core/config/factory-issuer'
import type { Patience } from '#core/config/patience'
import type { HeldPort } from '#core/http/held-port'
import type { Place } from '#core/http/listen-address'
import type { Log } from '#core/log'
import type { Traces } from '#core/trace/recorder'
import type { FactoryClient } from '#factory-client'
import { openRelay } from '../../relay/server/open-relay.ts'
import type { TellLater } from '../../relay/server/later-steps.ts'
import type { Relay } from '../../relay/server/relay-parts.ts'
import type { TimeOfTraces } from '../time-of-traces.ts'
import { leaveFile } from '../leave-file.ts'
import { openAgentHop } from './agent-hop.ts'
import { openAgentsOfB } from './agents-of-b.ts'
import {
  portsOfRelay,
  RELAY_PARTIES,
  RELAY_PARTY_PORTS,
  relayFileOf,
  type RelayDoors,
  type RelayPartyName,
  type RelayPartyPort,
} from './relay-parties.ts'
import { relayProfile } from './relay-profiles.ts'

export interface RelaysParts {
  keysFolder: string
  /** At which B listens without a line of token code: a path, or a named pipe. */
  socket: string
  /** Where the factory is, and who asks it for tokens. */
  factory: URL
  openFactory: () => { client: FactoryClient; close(): Promise<void> }
  factoryIssuer: string
  issuerUrl: string
  /** HOST: where the factory is. */
  host: string
  clock: Clock
  machine: Clock
  patience: Patience
  log: Log
  traces: Readonly<Record<RelayPartyName | 'agent', Traces>>
  /** In which a play lets its tokens end. */
  timeOfTraces: Pick<TimeOfTraces, 'untilExpiry' | 'causeIn'>
}

type RelayPlaces = Readonly<Record<RelayPartyPort, Place & { port: number }>>

/**
 * Opens the relays of scenario 14 and the agent of B, which dials both.
 * @param places where somebody listens for them
 * @throws Problem where the factory cannot be asked for the token of the agent: without that nobody could be reached
 */
export async function openRelays(parts: RelaysParts, places: RelayPlaces): Promise<RelayDoors> {
  const { clock, machine, patience, log, host, traces, factory, factoryIssuer, issuerUrl, timeOfTraces } = parts
  const folder = join(parts.keysFolder, 'neighbours')
  const trust = {
    keys: relayKeysAt(factory, factoryIssuer),
    issuer: signatoryIssuerOf(factoryIssuer, issuerUrl),
    ca: join(parts.keysFolder, 'tls', 'ca.pem'),
    folder,
  }
  const hop = openAgentHop({
    socket: parts.socket,
    serviceName: 'serviceb',
    machine,
    patience,
    log,
    traces: traces.agent,
  })
  const { client, close: closeFactory } = parts.openFactory()
  const agents = openAgentsOfB({ ...parts, factory: client, reach: hop.reach, places })
  const hung = hangDoors(places)
  const relays: Relay[] = []

  const isClosing = new AbortController()

  async function close(): Promise<void> {
    isClosing.abort()
    await agents.close()
    await Promise.all(relays.map((relay) => relay.close('now')))
    await Promise.all([hop.close(), closeFactory()])
  }

  /** What ends because time has passed is told where that is told. */
  const tellWithCause =
    (party: RelayPartyName): TellLater =>
    ({ recorder, trace: { traceId } }, step) => {
      const cause = recorder.isOn ? timeOfTraces.causeIn(traceId) : undefined
      void (cause === undefined ? recorder : traces[party].record(traceId, cause)).step(step)
    }

  try {
    await agents.ready()
    for (const party of RELAY_PARTIES) {
      const names = portsOfRelay(party)
      const held = { proxy: hung.held(names.proxy), upstream: hung.held(names.upstream), admin: hung.held(names.admin) }
      const ports = { proxy: places[names.proxy].port, upstream: places[names.upstream].port, admin: places[names.admin].port } // prettier-ignore
      const { text, config } = await relayProfile(party, { ...trust, ports, patience })
      await leaveFile(join(folder, relayFileOf(party)), text, log)
      const world = { clock, machine, log, host, traces: traces[party], held }
      const told = {
        nameOf: () => 'agent',
        issuerName: 'jwt-factory',
        tellLater: tellWithCause(party),
        untilOver: ({ trace }: RequestContext, until: number) => timeOfTraces.untilExpiry(trace.traceId, until),
      }
      relays.push(await openRelay(config, { ...world, ...told }))
    }
  } catch (error) {
    await close()
    throw error
  }
  const started = agents.start()
  const late = machine.delay(patience.opening, isClosing.signal).catch(() => {})
  const listening = Promise.race([started, late])
  for (const party of RELAY_PARTIES) hung.waitAt(party, listening)
  const reset = () => {
    for (const relay of relays) relay.forgetRefusals()
    return agents.revive()
  }
  return { doors: hung.doors, reset, close }
}

/** Doors at which nobody stands yet: whoever comes is handed to the server that is put there. */
function hangDoors(places: RelayPlaces) {
  const takers = new Map<RelayPartyPort, (socket: Socket) => void>()
  const waits = new Map<RelayPartyPort, Promise<unknown>>()
  const take = async (port: RelayPartyPort, socket: Socket) => {
    await waits.get(port)
    const taker = takers.get(port)
    if (taker) taker(socket)
    else socket.destroy()
  }
  return {
    doors: entryForEach(RELAY_PARTY_PORTS, (port) => createServer((socket) => void take(port, socket))),
    held: (port: RelayPartyPort): HeldPort => ({
      place: { ...places[port], servers: [] }, // whoever holds them closes them
      serve: (taker) => void takers.set(port, taker),
      close: () => void takers.delete(port),
    }),
    waitAt: (port: RelayPartyPort, until: Promise<unknown>) => void waits.set(port, until),
  }
}
