import type { IncomingMessage } from 'node:http'
import type { Clock } from '#core/clock'
import { tokenHints } from '#core/token/token-hints'
import type { VerificationKey } from '#core/token/trust'
import { readTracestate } from '#core/trace/context'
import { buildGateway } from '../../gateway/build-gateway.ts'
import type { BuiltGateway, GatewayShares, GatewayWorld } from '../../gateway/gateway-parts.ts'
import type { GatewayMetrics } from '../../gateway/metrics.ts'
import { createCredentials } from '../../gateway/plugin/credentials.ts'
import type { FindConsumerKey } from './consumer-keys.ts'
import type { GatewayPartyName } from './gateway-parties.ts'
import type { GatewayProfiles, GatewayTerms } from './gateway-profiles.ts'

export interface GenerationParts {
  profiles: GatewayProfiles
  worlds: Readonly<Record<GatewayPartyName, GatewayWorld>>
  /** They count on when all else begins anew. */
  metrics: Readonly<Record<GatewayPartyName, GatewayMetrics>>
  findKey: FindConsumerKey
}

/** The gateways between two resets: credentials, black list and counters are of one time. */
export interface GatewayGeneration {
  /** The one that a request is for. @throws Error where the public key that it goes by cannot be had */
  of(party: GatewayPartyName, request: IncomingMessage): Promise<BuiltGateway>
  /** The one for whoever asks for nothing. */
  own(party: GatewayPartyName): Promise<BuiltGateway>
  /** What goes on has its time, unless it is `now`. */
  close(when?: 'now'): Promise<void>
}

/** Keys come and go, and few of them sign at a time. */
const MOST_KEYS = 8

/** An expired token was minted so long ago. Milliseconds; its lifetime is an hour. */
const MINTED_AGO = 2 * 3_600_000

/** Each configuration is opened when the first request comes that goes by it, and once. */
export function createGeneration({ profiles, worlds, metrics, findKey }: GenerationParts): GatewayGeneration {
  const { clock, log } = worlds['stateless-gateway']
  const credentials = createCredentials(clock, log)
  const built = new Map<string, Promise<BuiltGateway>>()
  const byKey = new Map<string, Promise<BuiltGateway>>()

  async function openFor(party: GatewayPartyName, terms: GatewayTerms, key?: VerificationKey): Promise<BuiltGateway> {
    const all = profiles.of[party]
    const profile = all.get(terms) ?? all.get('own')
    if (!profile) throw new Error(`${party} has no configuration`)
    const shares: GatewayShares = { metrics: metrics[party], credentials, ...mintedWhen(terms, clock) }
    if (key) shares.trust = { kind: 'public', key }
    return buildGateway(profile, profiles.consumers, worlds[party], shares)
  }

  /** By the key that was found, not by the name that was asked for: of names there is no end. */
  async function withKey(
    party: GatewayPartyName,
    terms: GatewayTerms,
    request: IncomingMessage,
  ): Promise<BuiltGateway> {
    const key = await findKey(wantedKeyId(request))
    const opened = openOnce(byKey, `${terms} ${key.kid ?? ''}`, () => openFor(party, terms, key))
    const [oldest] = byKey.size > MOST_KEYS ? byKey : []
    if (oldest) {
      byKey.delete(oldest[0])
      void oldest[1].then((gateway) => gateway.close()).catch(() => {})
    }
    return opened
  }

  const own = (party: GatewayPartyName) => openOnce(built, `${party} own`, () => openFor(party, 'own'))

  return {
    own,
    async of(party, request) {
      const { tracestate } = request.headers
      const terms = (typeof tracestate === 'string' && readTracestate(tracestate).gateway) || 'own'
      const profile = profiles.of[party].get(terms)
      if (profile?.dialect === 'kong-stateless' && profile.publicKey) return withKey(party, terms, request)
      return profile ? openOnce(built, `${party} ${terms}`, () => openFor(party, terms)) : own(party)
    },
    async close(when) {
      const all = await Promise.allSettled([...built.values(), ...byKey.values()])
      await Promise.all(all.map((each) => (each.status === 'fulfilled' ? each.value.close(when) : undefined)))
    },
  }
}

function openOnce(
  among: Map<string, Promise<BuiltGateway>>,
  name: string,
  open: () => Promise<BuiltGateway>,
): Promise<BuiltGateway> {
  const known = among.get(name)
  if (known) return known
  const opening = open()
  among.set(name, opening)
  opening.catch(() => among.delete(name)) // the next one may have more luck
  return opening
}

/** As a person would have it who put the right key into the configuration: it is not believed for that. */
const wantedKeyId = ({ headers: { authorization = '' } }: IncomingMessage): string | undefined =>
  tokenHints(authorization.replace(/^Bearer +/i, '')).kid

function mintedWhen(terms: GatewayTerms, clock: Clock): { mintClock?: Clock } {
  return terms === 'minted-expired' ? { mintClock: { ...clock, now: () => clock.now() - MINTED_AGO } } : {}
}
