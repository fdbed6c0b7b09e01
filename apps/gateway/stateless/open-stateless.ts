import { createBlackList } from '#core/access/black-list'
import type { StatelessTrust } from '#core/access/dialects/kong/stateless'
import { createKongStateless } from '#core/access/kong-stateless-access'
import { openStore } from '#core/store/open-store'
import { leastSecretBytes, sharedSecret } from '#core/token/gateway-algorithms'
import { consumerRoutes, type Consumers } from '../admin/consumers.ts'
import type { StatelessProfile } from '../config/gateway-config.ts'
import type { GatewayShares, GatewayWorld, OpenedProfile } from '../gateway-parts.ts'
import { createGatewayMetrics } from '../metrics.ts'
import { readGatewayKey } from '../read-gateway-key.ts'
import { statelessRoutes } from './stateless-admin.ts'

/** Opens a gateway that looks nothing up: its one key, and its black list. @throws Error for the person at the terminal */
export async function openStateless(
  profile: StatelessProfile,
  consumers: Consumers,
  world: GatewayWorld,
  shares: GatewayShares = {},
): Promise<OpenedProfile> {
  const { clock, machine, log } = world
  const { output, consumerClaim, realm, rateLimiting } = profile
  const trust = shares.trust ?? (await statelessTrust(profile, world))
  const store = profile.blackList && (await openStore(profile.blackList.store, { folder: profile.blackList.folder, clock, machineClock: machine, log })) // prettier-ignore
  const blackList = store && createBlackList(store, clock)
  const access = createKongStateless({ trust, output, consumerClaim, clock, log, ...(realm !== undefined && { realm }), ...(blackList && { blackList }), ...(rateLimiting && { rateLimiting }) }) // prettier-ignore
  const metrics = shares.metrics ?? createGatewayMetrics()
  return {
    access,
    metrics,
    routes: {
      ...consumerRoutes(consumers),
      ...statelessRoutes({
        profile,
        trust,
        consumers,
        access,
        metrics,
        clock: shares.mintClock ?? clock,
        log,
        ...(blackList && { blackList }),
      }),
    },
    close: async () => store?.close(),
  }
}

/** The secret is read once, and nobody but the key object has it from then on (KS-1, KS-6). */
async function statelessTrust(
  { algorithm, publicKey }: StatelessProfile,
  { secret }: GatewayWorld,
): Promise<StatelessTrust> {
  if (publicKey) return { kind: 'public', key: await readGatewayKey(publicKey, algorithm) }
  const least = leastSecretBytes(algorithm)
  if (secret === undefined) throw new Error(`JWT_SECRET is not set: a gateway without a store signs and checks tokens with it. ${MAKE_ONE(least)}`) // prettier-ignore
  const { length } = Buffer.from(secret)
  if (length < least)
    throw new Error(
      `JWT_SECRET has ${length} bytes, and ${algorithm} needs ${least} (RFC 7518 §3.2). ${MAKE_ONE(least)}`,
    )
  return { kind: 'secret', algorithm, secret: sharedSecret(secret) }
}

const MAKE_ONE = (bytes: number) => `For instance: export JWT_SECRET=$(openssl rand -hex ${bytes / 2}).`
