import { z } from 'zod'
import {
  goDuration,
  keyBlock,
  listWith,
  maybeKey,
  oneWord,
  positiveDuration,
  socketOf,
  someText,
  trueOrFalse,
  type ConfigPlace,
} from '#core/config/file-kinds'
import { kinds } from '#core/config/setting'
import { notHere } from '../config/relay-kinds.ts'
import { clientTlsBlock, connectBlock, faultOfTarget } from '../client/connect-block.ts'
import { readClientConfig, type ClientTold } from '../client/read-client-config.ts'
import type { AgentConfig, AgentListener } from './agent-config.ts'

const UPSTREAM_URL = 'http://localhost:4801'
const SERVICE_TIMEOUT = 10_000
const GRACE = 60_000

/** What an agent passes on it does not read. */
const RAW = 'bytes are passed on as they are, and the relay alone reads what is asked'

/** Reads what an agent is told. @throws RelayConfigFault with every fault */
export const readAgentConfig = (told: ClientTold, place: ConfigPlace): AgentConfig =>
  readClientConfig(agentBlock(place), told)

const agentBlock = (place: ConfigPlace) =>
  keyBlock({
    listeners: listWith(listenerBlock(place)).min(1, 'is empty: name an endpoint and a service'),
    connect: connectBlock(place, UPSTREAM_URL).prefault({}),
    server: maybeKey(keyBlock({ enabled: notHere('an agent has no port of its own'), bind_addr: maybeKey(someText) })),
    log: maybeKey(clientLogBlock),
    grace_period: maybeKey(goDuration),
  }).transform(({ listeners, connect, log, grace_period }): AgentConfig => ({
    listeners,
    connect,
    gracePeriod: grace_period ?? GRACE,
    ...(log?.level !== undefined && { logLevel: log.level }),
  }))

export const clientLogBlock = keyBlock({
  level: maybeKey(kinds.logLevel),
  subsystems: notHere('log.level is for all of it'),
})

/** Of an endpoint: as long as the relay takes one. */
export const endpointName = someText.max(255, 'is longer than 255 letters')

const accessLog = z.union(
  [
    z.boolean(),
    keyBlock({
      disable: maybeKey(trueOrFalse),
      level: notHere('a connection is told at level info'),
      request_headers: notHere(RAW),
      response_headers: notHere(RAW),
    }).transform(({ disable }) => !disable),
  ],
  'is neither true nor false',
)

const listenerBlock = (place: ConfigPlace) =>
  keyBlock({
    endpoint_id: endpointName,
    addr: z.unknown(),
    protocol: maybeKey(oneWord(['http', 'tcp'])),
    access_log: maybeKey(accessLog),
    timeout: maybeKey(positiveDuration),
    tls: maybeKey(clientTlsBlock(place)),
    http_client: notHere(RAW),
    keep_alive: notHere(RAW),
    idle_conn: notHere(RAW),
    max_idle_conns: notHere(RAW),
    disable_compression: notHere(RAW),
  }).transform((given, context): AgentListener => {
    const service = serviceAddress(given.addr, given.protocol ?? 'http', place)
    if (!('address' in service)) context.addIssue({ code: 'custom', path: ['addr'], message: service.fault })
    return {
      endpoint: given.endpoint_id,
      service: 'address' in service ? service.address : '',
      accessLog: given.access_log ?? false,
      timeout: given.timeout ?? SERVICE_TIMEOUT,
      tls: given.tls ?? { isUnchecked: false },
    }
  })

const NO_SERVICE_ADDRESS =
  'is not an address: write a port, host:port, http://host:port, https://host:port or unix:/path'

/** A port, `host:port`, a URL of HTTP, or a socket. */
function serviceAddress(
  given: unknown,
  protocol: 'http' | 'tcp',
  place: ConfigPlace,
): { address: string } | { fault: string } {
  if (given === undefined || given === null || given === '') return { fault: 'is missing' }
  const text = String(given)
  const socket = socketOf(text, place)
  const isUrl = /^https?:\/\//i.test(text)
  if (isUrl && protocol === 'tcp') return { fault: 'is a URL: for TCP write a port, host:port or unix:/path' }
  const host = /^\d{1,5}$/.test(text) ? `localhost:${text}` : text
  const address = socket === undefined ? (isUrl ? text : `http://${host}`) : `unix:${socket}`
  const isWhole = socket !== undefined || (isUrl ? /^https?:\/\/[^/?#]+\/?$/i.test(text) : /^[^/?#]*:\d+$/.test(host))
  if (!isWhole) return { fault: isUrl ? `has more than a host and a port: ${RAW}` : NO_SERVICE_ADDRESS }
  const fault = faultOfTarget(address)
  return fault === undefined ? { address } : { fault }
}
