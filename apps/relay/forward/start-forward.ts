import { createServer, type Socket } from 'node:net'
import type { Clock } from '#core/clock'
import { pathBelow, type Target } from '#core/http/forward/target'
import { listenAtAddress, type ListenAddress, type Place } from '#core/http/listen-address'
import { addressesOf, isLoopback } from '#core/http/loopback'
import type { Log } from '#core/log'
import { askUpgrade } from '../client/ask-upgrade.ts'
import { socketOpener } from '../client/open-socket.ts'
import { shownTarget } from '../client/shown-target.ts'
import { tellSeldom } from '../client/tell-seldom.ts'
import { keptToken, tokenFields, type TokenSource } from '../client/token-source.ts'
import { UpgradeRefused } from '../client/upgrade-refused.ts'
import { whyNever, whyNotNow } from '../client/why-not-connected.ts'
import { TCP_PROTOCOL, tcpPath } from '../server/paths.ts'
import { cut, join } from '../tunnel/join.ts'

/** A port of this machine that leads to an endpoint. */
export interface ForwardSettings {
  /** The port of the relay for clients. */
  relay: Target
  endpoint: string
  listen: ListenAddress
  token: TokenSource
  /** For a relay with keys of its own for each tenant. */
  tenant?: string
  /** How long a connection to the relay may take. Milliseconds. */
  patience: number
  /** There are no more connections at once. */
  most?: number
}

export interface ForwardWorld {
  /** By which tokens are renewed. */
  clock: Clock
  /** Of this machine. */
  machine: Clock
  log: Log
  /** HOST: where it listens when an address names no host, and where `localhost` is. */
  host: string
}

export interface Forward {
  readonly place: Place
  readonly connections: number
  /** Takes no more. @param grace those that are open have so long to finish. Milliseconds; 0: they are cut */
  close(grace: number): Promise<void>
}

const MOST_FORWARDED = 256

/**
 * Listens at a port, and joins each connection with one to the endpoint, for which it shows its token. Whoever reaches the port needs
 * none (PK-12): it says so.
 * @throws the platform's error when the port cannot be had
 */
export async function startForward(settings: ForwardSettings, world: ForwardWorld): Promise<Forward> {
  const { relay, endpoint, listen, tenant, patience, most = MOST_FORWARDED } = settings
  const { clock, machine, log, host } = world
  const open = socketOpener(relay, { host, patience, clock: machine })
  const path = pathBelow(relay, tcpPath(endpoint))
  const token = keptToken(settings.token, clock)
  const about = { endpoint, relay: shownTarget(relay) }
  const seldom = tellSeldom(machine)
  const clients = new Set<Socket>()

  /** A token that was kept may have been withdrawn meanwhile: then another one is shown. */
  async function dial(isSecond = false): Promise<Socket> {
    const shown = await token.take()
    const socket = await open()
    try {
      const asked = { authority: relay.authority, path, protocol: TCP_PROTOCOL, headers: tokenFields(shown, tenant) }
      return await askUpgrade(socket, asked, { patience, clock: machine })
    } catch (error) {
      const isRefused = error instanceof UpgradeRefused && error.status === 401
      if (isRefused && !isSecond && (await token.forget(shown))) return dial(true)
      throw error
    }
  }

  async function take(client: Socket): Promise<void> {
    clients.add(client.on('error', () => {})) // 'close' follows
    client.once('close', () => clients.delete(client))
    try {
      const upstream = await dial()
      if (client.destroyed) return void upstream.destroy()
      join(client, upstream)
    } catch (error) {
      cut(client)
      const why = whyNever(error, { ...about, port: 'proxy' }) ?? whyNotNow(error)
      seldom(() => log.warn({ ...about, why }, 'connection-not-forwarded'))
    }
  }

  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (client) => {
    if (clients.size < most) return void take(client)
    cut(client)
    seldom(() => log.warn({ ...about, most }, 'too-many-connections'))
  })
  const place = await listenAtAddress(server, listen, { host })
  tellOpen()
  return {
    place,
    get connections() {
      return clients.size
    },
    async close(grace) {
      const closed = place.servers.map((each) => new Promise((resolve) => void each.close(resolve)))
      const over = new AbortController()
      const cut = machine.delay(grace, over.signal).then(
        () => clients.forEach((client) => client.destroy()),
        () => {}, // all have ended
      )
      await Promise.all(closed)
      over.abort()
      await cut
    },
  }

  function tellOpen(): void {
    log.info({ at: place.shown, ...about }, 'forward-listens')
    const isBeyond = listen.kind === 'tcp' && !addressesOf(listen.host ?? host).every(isLoopback)
    const says = `whoever reaches ${place.shown} reaches endpoint "${endpoint}" and needs no token: the forward shows its own`
    log.warn({ at: place.shown, says, ...(isBeyond && { advice: BEYOND }) }, 'port-needs-no-token')
  }
}

const BEYOND = 'other machines can reach this port: name localhost before it, and none can'
