import { stringify } from 'yaml'
import { KNOWN_CONSUMER } from '#core/config/consumer-ring'
import type { GatewayLesson } from '#core/trace/context'
import { readGatewayConfig } from '../../gateway/config/read-gateway-config.ts'
import type { ConfiguredConsumer, GatewayProfile } from '../../gateway/config/gateway-config.ts'
import type { GatewayPartyName } from './gateway-parties.ts'

/** By what a gateway goes: what a play asks for, or `own` where nobody asks for anything. */
export type GatewayTerms = GatewayLesson | 'own'

/** All configurations of the gateways of scenario 13, each as a person would write it in `gateway.yaml`. */
export interface GatewayProfiles {
  consumers: readonly ConfiguredConsumer[]
  /** A port goes by its own where it has none of that name. */
  of: Readonly<Record<GatewayPartyName, ReadonlyMap<GatewayTerms, GatewayProfile>>>
}

/** Twice a minute, and then no more. */
const FEW_CALLS = 2

const JWT = { name: 'jwt' }

const BLOCKS: Readonly<Record<GatewayPartyName, Partial<Record<GatewayTerms, object>>>> = {
  'stateless-gateway': {
    own: { lifetime: '1h', black_list: 'memory' },
    'without-list': { lifetime: '1h' },
    'minted-expired': { lifetime: '1h' },
    'public-key': { algorithm: 'RS256', public_key: 'consumers.pem', claims_to_headers: { notes: 'X-Consumer-Notes' } },
    'one-header': { algorithm: 'RS256', public_key: 'consumers.pem', identity: 'one-header' },
  },
  'plugin-gateway': {
    own: { plugins: [JWT] },
    'verifies-exp': { plugins: [{ ...JWT, config: { claims_to_verify: ['exp'] } }] },
    anonymous: { plugins: [{ ...JWT, config: { anonymous: 'nobody' } }] },
    'anonymous-acl': {
      plugins: [
        { ...JWT, config: { anonymous: 'nobody' } },
        { name: 'acl', config: { allow: ['readers'] } },
      ],
    },
    'rate-limited': { plugins: [JWT, { name: 'rate-limiting', config: { minute: FEW_CALLS } }] },
  },
}

const DIALECTS = { 'stateless-gateway': 'kong-stateless', 'plugin-gateway': 'kong' } as const

const { id, username, customId } = KNOWN_CONSUMER
const CONSUMERS = [
  { id, username, custom_id: customId, acls: [{ group: 'readers' }] },
  { id: '0', username: 'nobody' },
]

/** @param socket at which B listens: a path, or a named pipe */
export function readGatewayProfiles(socket: string): GatewayProfiles {
  const upstream = `unix:${socket}`
  const listen = ':0' // at the port of their party: none of them listens by itself
  const read = (party: GatewayPartyName) => {
    const terms = Object.keys(BLOCKS[party]) as GatewayTerms[] // Object.keys forgets the literal type
    const gateways = terms.map((each) => ({ dialect: DIALECTS[party], upstream, listen, ...BLOCKS[party][each] }))
    const config = readGatewayConfig(stringify({ consumers: CONSUMERS, gateways }), `${party}.yaml`, { folder: '/' })
    return { config, byTerms: new Map(terms.map((each, at) => [each, config.gateways[at] as GatewayProfile])) } // one for each
  }
  const [stateless, plugins] = [read('stateless-gateway'), read('plugin-gateway')]
  return {
    consumers: plugins.config.consumers,
    of: { 'stateless-gateway': stateless.byTerms, 'plugin-gateway': plugins.byTerms },
  }
}
