import { endProxy } from '#core/http/forward/end-proxy'
import { createForwarder } from '#core/http/forward/forward'
import { asServer } from '#core/http/forward/handlers'
import { createForwardServer } from '#core/http/forward/server'
import { readTarget } from '#core/http/forward/target'
import { listenAtAddress } from '#core/http/listen-address'
import { createGatewayAdmin } from './admin/admin.ts'
import { createConsumers } from './admin/consumers.ts'
import type { ConfiguredConsumer, GatewayProfile } from './config/gateway-config.ts'
import type { GatewayWorld, OpenedProfile, OpenGateway } from './gateway-parts.ts'
import { createGateway } from './gateway.ts'
import type { GatewayMetrics } from './metrics.ts'
import { openPlugins } from './plugin/open-plugins.ts'
import { openStateless } from './stateless/open-stateless.ts'

/** Opens one gateway, and then its port. @throws Error for the person at the terminal; the platform's error when a port cannot be had */
export async function openGateway(
  profile: GatewayProfile,
  consumers: readonly ConfiguredConsumer[],
  world: GatewayWorld,
): Promise<OpenGateway> {
  const { clock, machine, log, traces, host } = world
  const { access, metrics, routes, close } = await openProfile(profile, consumers, world)
  const forwarder = createForwarder({ clock: machine, host })
  const admin = createGatewayAdmin({ ...routes, 'GET /metrics': () => metricsAnswer(metrics) })
  const upstream = readTarget(profile.upstream)
  const upstreamName = world.nameOf(profile.upstream)
  const handlers = createGateway({
    access,
    admin,
    metrics,
    forwarder,
    upstream,
    upstreamName,
    clock,
    machine,
    traces,
    log,
  })
  const server = createForwardServer(asServer(handlers, log), { clock: machine })
  try {
    const place = await listenAtAddress(server, profile.listen)
    const { name: dialect, gaps } = access.description
    log.info({ at: place.shown, dialect, upstream: upstreamName }, 'gateway-listens')
    for (const { id, says, bound } of gaps)
      log.warn({ dialect, weakness: id, says, ...(bound && { bound }) }, 'dialect-is-unsafe')
    return {
      dialect,
      shown: place.shown,
      ...(place.port !== undefined && { port: place.port }),
      async close() {
        const { shutdownTimeout } = profile
        await endProxy({ httpServers: [server], servers: place.servers, forwarder, shutdownTimeout, clock: machine })
        await close()
      },
    }
  } catch (error) {
    await forwarder.close('now')
    await close()
    throw error
  }
}

async function openProfile(
  profile: GatewayProfile,
  configured: readonly ConfiguredConsumer[],
  world: GatewayWorld,
): Promise<OpenedProfile> {
  const consumers = createConsumers(configured)
  if (profile.dialect === 'kong-stateless') return openStateless(profile, consumers, world)
  return openPlugins(profile, configured, consumers, world)
}

const metricsAnswer = (metrics: GatewayMetrics) => ({
  status: 200,
  headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
  body: metrics.text(),
})
