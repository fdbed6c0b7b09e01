import type { IncomingMessage, Server } from 'node:http'
import { tellGaps } from '#core/access/tell-gaps'
import type { Clock } from '#core/clock'
import { consumerKeysAt } from '#core/config/consumer-ring'
import type { Patience } from '#core/config/patience'
import { entryForEach } from '#core/config/processes'
import { errorText } from '#core/error-text'
import { asServer, type ProxyHandlers } from '#core/http/forward/handlers'
import { sayAnswer, sendAnswer, wordsAnswer } from '#core/http/forward/own-answer'
import { createForwardServer } from '#core/http/forward/server'
import type { Place } from '#core/http/listen-address'
import type { TlsIdentity } from '#core/http/tls'
import type { Log } from '#core/log'
import type { Traces } from '#core/trace/recorder'
import type { BuiltGateway, GatewayWorld } from '../../gateway/gateway-parts.ts'
import { createGatewayMetrics } from '../../gateway/metrics.ts'
import { askOutside } from '../../mesh/keys/fetch-key-set.ts'
import { consumerKeyFinder } from './consumer-keys.ts'
import { createGeneration, type GatewayGeneration } from './gateway-generation.ts'
import { GATEWAY_PARTIES, type GatewayDoors, type GatewayPartyName } from './gateway-parties.ts'
import { readGatewayProfiles } from './gateway-profiles.ts'
import { keptGatewaySecret } from './gateway-secret.ts'

export interface GatewaysParts {
  keysFolder: string
  /** JWT_SECRET; undefined: one that is made and kept. */
  jwtSecret: string | undefined
  /** At which B listens without a line of token code: a path, or a named pipe. */
  socket: string
  factory: URL
  factoryIssuer: string
  /** That of the process: by its CA the factory is recognised. */
  tls: () => TlsIdentity
  /** HOST: where the factory is. */
  host: string
  clock: Clock
  machine: Clock
  patience: Pick<Patience, 'fetch' | 'forward'>
  log: Log
  traces: Readonly<Record<GatewayPartyName, Traces>>
}

const NO_GATEWAY = wordsAnswer(503, 'This gateway has no key at the moment: is jwt-factory running?\n')

/**
 * Opens the gateways of scenario 13, in front of B. A request goes by the configuration that its play names, and disturbs no other.
 * @param places where somebody listens for them @throws Error where there is no secret that can be used
 */
export async function openGateways(
  parts: GatewaysParts,
  places: Readonly<Record<GatewayPartyName, Place>>,
): Promise<GatewayDoors> {
  const { keysFolder, jwtSecret, socket, factory, factoryIssuer, tls, host, clock, machine, patience, log, traces } =
    parts
  const secret = jwtSecret ?? (await keptGatewaySecret(keysFolder, log))
  const worlds = entryForEach(GATEWAY_PARTIES, (party): GatewayWorld => {
    const world = { clock, machine, log, traces: traces[party], host: 'localhost', nameOf: () => 'serviceb', secret }
    return { ...world, forwardTimes: patience.forward }
  })
  const metrics = entryForEach(GATEWAY_PARTIES, () => createGatewayMetrics())
  const ask = askOutside({ ca: [tls().ca], host, machine })
  const begin = () => {
    const findKey = consumerKeyFinder(ask, consumerKeysAt(factory, factoryIssuer), { machine, patience })
    return createGeneration({ profiles: readGatewayProfiles(socket), worlds, metrics, findKey })
  }
  let now: GatewayGeneration = begin()
  const doors = entryForEach(GATEWAY_PARTIES, (party) => {
    return openDoor((request) => now.of(party, request), log, machine)
  })
  for (const party of GATEWAY_PARTIES) sayWhatIsOpen(log, places[party].shown, await now.own(party))
  return {
    doors,
    async reset() {
      const before = now
      now = begin()
      void before.close().catch((error: unknown) => log.warn({ reason: errorText(error) }, 'gateway-not-closed'))
    },
    async close() {
      for (const server of Object.values(doors)) server.close()
      await now.close('now')
      for (const server of Object.values(doors)) server.closeAllConnections()
    },
  }
}

function sayWhatIsOpen(
  log: Log,
  at: string,
  { description: { name: dialect, gaps }, upstreamName }: BuiltGateway,
): void {
  log.info({ at, dialect, upstream: upstreamName }, 'gateway-listens')
  tellGaps(log, { at, dialect, gaps })
}

/** It does not listen: whoever does hands it connections. */
function openDoor(find: (request: IncomingMessage) => Promise<BuiltGateway>, log: Log, machine: Clock): Server {
  const found = (request: IncomingMessage) =>
    find(request).catch((error: unknown) => void log.warn({ reason: errorText(error) }, 'gateway-without-key'))
  const handlers: ProxyHandlers = {
    async request(request, response) {
      const gateway = await found(request)
      if (gateway) await gateway.handlers.request(request, response)
      else sendAnswer(response, NO_GATEWAY)
    },
    async upgrade(request, socket, head) {
      const gateway = await found(request)
      if (gateway) await gateway.handlers.upgrade(request, socket, head)
      else sayAnswer(socket, NO_GATEWAY)
    },
    async connect(request, socket, head) {
      const gateway = await found(request)
      if (gateway) await gateway.handlers.connect(request, socket, head)
      else sayAnswer(socket, NO_GATEWAY)
    },
  }
  const server = createForwardServer(asServer(handlers, log), { clock: machine })
  server.emit('listening') // from then on Node looks at heads that take too long
  return server
}
