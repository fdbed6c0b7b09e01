import type { Server } from 'node:http'
import type { TlsOptions } from 'node:tls'
import { asServer, type ProxyHandlers } from '#core/http/forward/handlers'
import { createForwardServer, type ForwardServerSettings } from '#core/http/forward/server'
import { serveAt } from '#core/http/held-port'
import { listenAtAddress, type Place } from '#core/http/listen-address'
import type { RelayPort, RelayPortConfig } from '../config/relay-config.ts'
import { readRelayFile } from '../keys/read-relay-file.ts'
import type { RelayWorld } from './relay-parts.ts'

/** A port that is served. */
export interface OpenPort {
  server: Server
  place: Place
}

/** @throws Error for the person at the terminal; the platform's error when the port cannot be had */
export async function openPort(
  port: RelayPort,
  { listen, tls: files }: RelayPortConfig,
  handlers: ProxyHandlers,
  { machine, log, host, held }: RelayWorld,
  settings: Partial<ForwardServerSettings> = {},
): Promise<OpenPort> {
  const tls: TlsOptions | undefined = files && {
    cert: await readRelayFile(`${port}.tls.cert`, files.cert),
    key: await readRelayFile(`${port}.tls.key`, files.key),
  }
  const server = createForwardServer(asServer(handlers, log), { clock: machine, ...(tls && { tls }), ...settings })
  const there = held?.[port]
  if (!there) return { server, place: await listenAtAddress(server, listen, { host }) }
  serveAt(there, server)
  return { server, place: there.place }
}
