import { mintShared } from '#core/access/dialects/kong/stateless-claims'
import { sharedSecret } from '#core/token/gateway-algorithms'
import { GATEWAY_SECRET, JOHN_ID, openTestGateways } from './gateway.fixture.ts'

export const PROFILE_NAMES = ['without a store', 'with plugins', 'with plugins, and anonymous'] as const

const JOHN = {
  id: JOHN_ID,
  username: 'john_doe',
  custom_id: '1234',
  acls: [{ group: 'readers' }],
  jwt_secrets: [{ key: 'john', secret: GATEWAY_SECRET }],
}
const CONSUMERS = JSON.stringify([JOHN, { id: '9', username: 'nobody' }])
const STATELESS = 'identity: both, claims_to_headers: { plan: X-Plan, customid: X-Custom }'

/** Good for all of them. */
export const JOHNS_TOKEN = mintShared(
  { iss: 'john', sub: JOHN_ID, username: 'john_doe', customid: '1234' },
  sharedSecret(GATEWAY_SECRET),
  'HS256',
)

/** A gateway of each kind before one service, each at a port of its own. @param upstream absent: one that remembers what it was asked */
export async function openAllProfiles(upstream = '{up}') {
  const listening = `  - { listen: "127.0.0.1:0", upstream: "${upstream}", `
  const acl = '{ name: acl, config: { deny: [nobody-at-all] } }'
  const lines = [
    `dialect: kong-stateless, ${STATELESS} }`,
    `dialect: kong, plugins: [{ name: jwt }, ${acl}] }`,
    `dialect: kong, plugins: [{ name: jwt, config: { anonymous: nobody } }, ${acl}] }`,
  ]
  const gateway = await openTestGateways(lines.map((line) => `${listening}${line}\n`).join(''), {
    consumers: `consumers: ${CONSUMERS}`,
  })
  return { ...gateway, profiles: PROFILE_NAMES.map((name, at) => ({ name, port: gateway.ports[at] ?? 0 })) }
}
