import { z } from 'zod'
import { goDuration, keyBlock, listenAddress, listWith, maybeKey, type ConfigPlace } from '#core/config/file-kinds'
import { clientLogBlock, endpointName } from '../agent/read-agent-config.ts'
import { connectBlock } from '../client/connect-block.ts'
import { readClientConfig, type ClientTold } from '../client/read-client-config.ts'
import type { ForwardConfig, ForwardPort } from './forward-config.ts'

const PROXY_URL = 'http://localhost:4800'
const FORWARD_GRACE = 10_000

/** Reads what a forward is told. @throws RelayConfigFault with every fault */
export const readForwardConfig = (told: ClientTold, place: ConfigPlace): ForwardConfig =>
  readClientConfig(forwardBlock(place), told)

const forwardBlock = (place: ConfigPlace) =>
  keyBlock({
    ports: listWith(portBlock(place)).min(1, 'is empty: name a port and an endpoint').superRefine(refuseSamePlace),
    connect: connectBlock(place, PROXY_URL).prefault({}),
    log: maybeKey(clientLogBlock),
    grace_period: maybeKey(goDuration),
  }).transform(({ ports, connect, log, grace_period }): ForwardConfig => ({
    ports,
    connect,
    gracePeriod: grace_period ?? FORWARD_GRACE,
    ...(log?.level !== undefined && { logLevel: log.level }),
  }))

/** A port alone is one of this machine, for this machine. */
const portText = z.unknown().transform((given) => {
  const text = typeof given === 'number' ? String(given) : given
  return typeof text === 'string' && /^\d{1,5}$/.test(text) ? `localhost:${text}` : text
})

const portBlock = (place: ConfigPlace) =>
  keyBlock({
    addr: portText.pipe(
      listenAddress(place).refine(
        (listen) => listen.kind === 'socket' || listen.scheme === undefined,
        'has a scheme: write a port, host:port or unix:/path',
      ),
    ),
    endpoint_id: endpointName,
  }).transform(({ addr, endpoint_id }): ForwardPort => {
    if (addr.kind === 'socket') return { listen: addr, endpoint: endpoint_id }
    const { kind, host, port } = addr
    return { listen: { kind, port, ...(host !== undefined && { host }) }, endpoint: endpoint_id }
  })

function refuseSamePlace(ports: readonly ForwardPort[], context: z.RefinementCtx): void {
  const seen = new Set<string>()
  for (const [at, { listen }] of ports.entries()) {
    const place = JSON.stringify(listen)
    if (seen.has(place) && !(listen.kind === 'tcp' && listen.port === 0))
      context.addIssue({ code: 'custom', path: [at, 'addr'], message: 'is that of another entry: one each' })
    seen.add(place)
  }
}
