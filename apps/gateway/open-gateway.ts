import { tellGaps } from '#core/access/tell-gaps'
import { endProxy } from '#core/http/forward/end-proxy'
import { asServer } from '#core/http/forward/handlers'
import { createForwardServer } from '#core/http/forward/server'
import { listenAtAddress } from '#core/http/listen-address'
import type { Log } from '#core/log'
import { buildGateway } from './build-gateway.ts'
import type { ConfiguredConsumer, GatewayProfile } from './config/gateway-config.ts'
import type { BuiltGateway, GatewayWorld, OpenGateway } from './gateway-parts.ts'

/** Opens one gateway, and then its port. @throws Error for the person at the terminal; the platform's error when a port cannot be had */
export async function openGateway(
  profile: GatewayProfile,
  consumers: readonly ConfiguredConsumer[],
  world: GatewayWorld,
): Promise<OpenGateway> {
  const { machine, log, host } = world
  const built = await buildGateway(profile, consumers, world)
  const { forwarder, handlers } = built
  const server = createForwardServer(asServer(handlers, log), { clock: machine })
  try {
    const place = await listenAtAddress(server, profile.listen, { host })
    sayGateway(log, place.shown, built)
    return {
      dialect: built.description.name,
      shown: place.shown,
      ...(place.port !== undefined && { port: place.port }),
      async close() {
        const { shutdownTimeout } = profile
        await endProxy({ httpServers: [server], servers: place.servers, forwarder, shutdownTimeout, clock: machine })
        await built.close('now')
      },
    }
  } catch (error) {
    await built.close('now')
    throw error
  }
}

/** Where it is, and what it lets through. */
function sayGateway(
  log: Pick<Log, 'info' | 'warn' | 'debug'>,
  at: string,
  { description, upstreamName }: BuiltGateway,
): void {
  const { name: dialect, gaps } = description
  log.info({ at, dialect, upstream: upstreamName }, 'gateway-listens')
  tellGaps(log, { at, dialect, gaps })
}
