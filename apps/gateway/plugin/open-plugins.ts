import { createKongPlugins } from '#core/access/kong-plugin-access'
import { consumerRoutes, type Consumers } from '../admin/consumers.ts'
import type { ConfiguredConsumer, KongProfile } from '../config/gateway-config.ts'
import type { GatewayShares, GatewayWorld, OpenedProfile } from '../gateway-parts.ts'
import { createGatewayMetrics } from '../metrics.ts'
import { readCredentialFields } from './credential-fields.ts'
import { credentialRoutes } from './credential-routes.ts'
import { createCredentials } from './credentials.ts'

/** Opens a gateway with plugins, and the credentials that its consumers begin with. @throws Error for the person at the terminal */
export function openPlugins(
  profile: KongProfile,
  configured: readonly ConfiguredConsumer[],
  consumers: Consumers,
  { clock, log }: Pick<GatewayWorld, 'clock' | 'log'>,
  shares: GatewayShares = {},
): OpenedProfile {
  const { jwt, acl, rateLimiting } = profile
  const credentials = shares.credentials ?? createCredentials(clock, log)
  for (const { id, credentials: given } of configured) {
    for (const [at, each] of given.entries()) {
      const place = `jwt_secrets[${at}] of the consumer ${id}`
      const read = readCredentialFields(each)
      if ('faults' in read) throw new Error(`${place}: ${Object.entries(read.faults).map(([name, fault]) => `${name} ${fault}`).join('; ')}.`) // prettier-ignore
      const made = credentials.put(id, read.fields)
      if (made === 'taken') throw new Error(`${place}: key is that of another credential.`)
      if (made === 'full') throw new Error(`${place}: there are too many credentials.`)
    }
  }
  const access = createKongPlugins({
    jwt,
    ...(acl && { acl }),
    ...(rateLimiting && { rateLimiting }),
    clock,
    log,
    findCredential: (key) => credentials.byKey(key),
    findConsumer: (id) => consumers.byId(id),
    findConsumerByName: (name) => consumers.find(name),
  })
  return {
    access,
    metrics: shares.metrics ?? createGatewayMetrics(),
    routes: { ...consumerRoutes(consumers), ...credentialRoutes(consumers, credentials) },
    close: async () => {},
  }
}
