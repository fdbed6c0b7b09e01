import { kongPem, KONG_SECRET } from '#core/access/kong-plugin.fixture'
import { GATEWAY_ALGORITHM_NAMES, isSharedSecret } from '#core/token/gateway-algorithms'
import { JOHN_ID, openTestGateways, type GatewayCall } from '../gateway.fixture.ts'

/** John has a credential for each algorithm, under its name, and one whose secret is no base64. */
const credentials = [
  ...GATEWAY_ALGORITHM_NAMES.map((algorithm) => ({
    key: algorithm,
    algorithm,
    ...(isSharedSecret(algorithm) ? { secret: KONG_SECRET } : { rsa_public_key: kongPem(algorithm) }),
  })),
  { key: 'no-base64', secret: 'this is no base64!' },
]

const CONSUMERS = [
  { id: JOHN_ID, username: 'john_doe', custom_id: '1234', acls: [{ group: 'readers' }], jwt_secrets: credentials },
  { id: '9', username: 'nobody' },
]

/** A call of a running gateway with plugins, and what is to come of it. */
export interface PluginRow {
  /** As in the specification: KJ-1. */
  rule: string
  what: string
  /** Between the brackets of `plugins:`. */
  plugins: string
  call: GatewayCall & { path?: string }
  expected: PluginReply
}

export interface PluginReply {
  status: number
  /** Of an answer of the gateway: the request did not go on. */
  body?: unknown
  challenge?: string
  /** Headers that say who asks, where it goes on. */
  said?: Record<string, string>
}

export const openWithPlugins = (plugins: string) =>
  openTestGateways(`  - { dialect: kong, listen: "127.0.0.1:0", upstream: "{up}", plugins: [${plugins}] }\n`, {
    consumers: `consumers: ${JSON.stringify(CONSUMERS)}`,
  })

/** Opens a gateway, and calls it once. */
export async function playRow({ plugins, call: { path = '/echo', ...call } }: PluginRow): Promise<PluginReply> {
  const gateway = await openWithPlugins(plugins)
  const { status, body, headers } = await gateway.ask(path, call)
  if (gateway.seen.length > 0) return { status, said: gateway.identity() as Record<string, string> } // none of them comes twice
  const challenge = headers['www-authenticate']
  const isJson = headers['content-type']?.startsWith('application/json')
  return { status, body: isJson ? JSON.parse(body) : body, ...(challenge !== undefined && { challenge }) }
}
