import { describe, expect, test } from 'vitest'
import { readGatewayConfig } from './read-gateway-config.ts'

const read = (text: string) => readGatewayConfig(text, 'gateway.yaml', { folder: '/etc/gateway' })
const faultsOf = (text: string): string[] => {
  try {
    read(text)
    return []
  } catch (error) {
    return (error as Error).message.split('\n')
  }
}
const stateless = (lines: string) => `gateways:\n  - dialect: kong-stateless\n    upstream: http://localhost:3001\n${lines.replaceAll(/^/gm, '    ')}\n` // prettier-ignore

describe('a gateway without a store', () => {
  test('has a default for all but its upstream', () => {
    expect(read(stateless(''))).toEqual({
      file: 'gateway.yaml',
      consumers: [],
      gateways: [
        {
          dialect: 'kong-stateless',
          listen: { kind: 'tcp', port: 4600 },
          upstream: 'http://localhost:3001',
          shutdownTimeout: 60_000,
          algorithm: 'HS256',
          consumerClaim: 'sub',
          claims: 'standard',
          output: { identity: 'headers', payloadHeader: 'X-Consumer-Claims', claimsToHeaders: [] },
        },
      ],
    })
  })

  test('in JSON, with all of its keys', () => {
    const gateway = { dialect: 'kong-stateless', listen: 'localhost:4610', upstream: 'unix:b.sock', algorithm: 'ES256', public_key: 'key.pem', consumer_claim: 'azp', realm: 'R', identity: 'both', payload_header: 'X-All', claims_to_headers: { plan: 'X-Plan' }, black_list: 'sqlite', black_list_folder: 'state', shutdown_timeout: '3s' } // prettier-ignore
    const consumers = [{ id: '1', username: 'john', custom_id: 'c', acls: [{ group: 'a' }] }]
    expect(read(JSON.stringify({ consumers, gateways: [gateway] }))).toMatchObject({
      consumers: [{ id: '1', username: 'john', customId: 'c', groups: ['a'] }],
      gateways: [
        {
          listen: { host: 'localhost', port: 4610 },
          upstream: 'unix:/etc/gateway/b.sock',
          publicKey: { given: 'key.pem', path: '/etc/gateway/key.pem' },
          output: { identity: 'both', payloadHeader: 'x-all', claimsToHeaders: [{ claim: 'plan', header: 'x-plan' }] },
          blackList: { store: 'sqlite', folder: '/etc/gateway/state' },
          shutdownTimeout: 3000,
        },
      ],
    })
  })

  test.each([
    ['blacklist: memory', '"blacklist" is unknown here: perhaps black_list was meant'],
    ['algorithm: none', 'algorithm is not one of HS256'],
    ['algorithm: RS256', 'public_key is missing: RS256 is checked with a public key'],
    ['public_key: a.pem', 'public_key is there, and HS256 has a secret'],
    ['algorithm: RS256\npublic_key: a.pem\nlifetime: 1h', 'lifetime is about tokens that the gateway mints'],
    ['claims: as-published\nlifetime: 1h', 'lifetime is there, and the published claims have no end'],
    ['lifetime: 60', 'lifetime 60 has no unit'],
    ['realm: "a\\"b"', 'realm has a sign that stands in no realm'],
    ['payload_header: Host', 'payload_header belongs to the message itself'],
    ['claims_to_headers: {plan: "X Plan"}', 'claims_to_headers.plan is not the name of a header'],
    ['rate_limiting: {}', 'rate_limiting needs a limit'],
    ['rate_limiting: {minutes: 5}', '"minutes" is unknown here: perhaps minute was meant'],
    ['rate_limiting: {minute: 5, limit_by: credential}', 'rate_limiting.limit_by is credential, and there are none'],
    ['black_list: file', 'black_list is not none, memory, sqlite or redis://host:port'],
    ['listen: https://localhost:4600', 'listen has a scheme'],
  ])('%s: a fault with its line', (lines, says) => {
    expect(faultsOf(stateless(lines)).join('\n')).toMatch(/^gateway\.yaml:\d+ {2}/)
    expect(faultsOf(stateless(lines)).join('\n')).toContain(says)
  })
})

test('all faults are said at once, each with its line', () => {
  const text = `consumers:\n  - {id: "1", username: john}\n  - {id: john}\n  - {username: x}\nconsumer: []\ngateways:\n  - dialect: kong-statless\n    upstream: x\n` // prettier-ignore
  expect(faultsOf(text).map((line) => line.replace(/ {2}.*/, ''))).toEqual(['gateway.yaml:3', 'gateway.yaml:4', 'gateway.yaml:5', 'gateway.yaml:7']) // prettier-ignore
  expect(faultsOf(text)[3]).toContain('perhaps kong-stateless was meant')
})

test.each([
  ['gateways: []', 'gateways is empty'],
  ['{}', 'gateways is not a list'],
  ['a: [', 'gateway.yaml:1'],
  [`${stateless('realm: a\nrealm: b')}`, '"realm" appears twice'],
])('%s is no configuration', (text, says) => {
  expect(faultsOf(text).join('\n')).toContain(says)
})
