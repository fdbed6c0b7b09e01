import { createForwarder } from '#core/http/forward/forward'
import { readTarget } from '#core/http/forward/target'
import { createGatewayAdmin } from './admin/admin.ts'
import { createConsumers } from './admin/consumers.ts'
import type { ConfiguredConsumer, GatewayProfile } from './config/gateway-config.ts'
import type { BuiltGateway, GatewayShares, GatewayWorld, OpenedProfile } from './gateway-parts.ts'
import { createGateway } from './gateway.ts'
import type { GatewayMetrics } from './metrics.ts'
import { openPlugins } from './plugin/open-plugins.ts'
import { openStateless } from './stateless/open-stateless.ts'

/** Makes all of a gateway but its port. @throws Error for the person at the terminal */
export async function buildGateway(
  profile: GatewayProfile,
  consumers: readonly ConfiguredConsumer[],
  world: GatewayWorld,
  shares: GatewayShares = {},
): Promise<BuiltGateway> {
  const { clock, machine, log, traces, host, forwardTimes = {} } = world
  const { access, metrics, routes, close } = await openProfile(profile, consumers, world, shares)
  const forwarder = createForwarder({ clock: machine, host, limits: forwardTimes })
  const admin = createGatewayAdmin({ ...routes, 'GET /metrics': () => metricsAnswer(metrics) }, machine)
  const upstreamName = world.nameOf(profile.upstream)
  const upstream = readTarget(profile.upstream)
  const parts = { access, admin, metrics, forwarder, upstream, upstreamName, clock, machine, traces, log }
  return {
    handlers: createGateway(parts),
    description: access.description,
    upstreamName,
    async close(when) {
      await forwarder.close(when)
      await close()
    },
    forwarder,
  }
}

async function openProfile(
  profile: GatewayProfile,
  configured: readonly ConfiguredConsumer[],
  world: GatewayWorld,
  shares: GatewayShares,
): Promise<OpenedProfile> {
  const consumers = createConsumers(configured)
  if (profile.dialect === 'kong-stateless') return openStateless(profile, consumers, world, shares)
  return openPlugins(profile, configured, consumers, world, shares)
}

const metricsAnswer = (metrics: GatewayMetrics) => ({
  status: 200,
  headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
  body: metrics.text(),
})
