import { readTarget } from '#core/http/forward/target'
import { startAgent } from '../../../apps/relay/agent/start-agent.ts'
import { fixedToken } from '../../../apps/relay/client/token-source.ts'
import type { RelayConfig } from '../../../apps/relay/config/relay-config.ts'
import { openRelay } from '../../../apps/relay/server/open-relay.ts'
import type { RelayWorld } from '../../../apps/relay/server/relay-parts.ts'
import { BENCH_ENDPOINT } from './requests.ts'

const ANYWHERE = { kind: 'tcp', host: '127.0.0.1', port: 0 } as const

/** A strict relay that believes the key of the bench, and an agent before a hello. @returns the port of clients */
export async function openBenchRelay(
  hello: string,
  ecdsaPublicKey: string,
  listenToken: string,
  world: RelayWorld,
): Promise<number> {
  const auth = { keys: { kind: 'static', ecdsaPublicKey }, disableDisconnectOnExpiry: false } as const
  const config: RelayConfig = {
    dialect: 'strict',
    proxy: { listen: ANYWHERE, auth, timeout: 30_000, accessLog: false, headTimeout: 10_000, idleTimeout: 300_000 },
    upstream: { listen: ANYWHERE, auth, tenants: [] },
    admin: { listen: ANYWHERE },
    gracePeriod: 1,
  }
  const { places } = await openRelay(config, world)
  const settings = {
    relay: readTarget(`http://127.0.0.1:${places.upstream.port}`),
    endpoint: BENCH_ENDPOINT,
    service: readTarget(hello),
    token: fixedToken(listenToken),
  }
  await startAgent(settings, world).listening
  return places.proxy.port ?? 0
}
