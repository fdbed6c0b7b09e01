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
    [
      'black_list: file',
      'black_list is not none, sqlite, memory, redis://host:port or postgres://user:password@host/database',
    ],
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

const gateway = (more = '') => `  - {dialect: kong-stateless, upstream: "http://localhost:3001"${more}}\n`

describe('what is wrong only together', () => {
  test.each([
    ['{algorithm: RS512}', 'consumers[0].jwt_secrets[0].rsa_public_key required field missing'],
    ['{algorithm: none}', 'consumers[0].jwt_secrets[0].algorithm expected one of: HS256'],
    ['{algorithm: ES256, rsa_public_key: x}', 'consumers[0].jwt_secrets[0].rsa_public_key is no public key in PEM'],
    ['{key: one}, {key: one}', 'consumers[0].jwt_secrets[1].key is that of another credential'],
    ['{sceret: x}', '"sceret" is unknown here: perhaps secret was meant'],
  ])('a credential that nobody could use is a fault with its line: %s', (secrets, says) => {
    const text = `consumers:\n  - id: "1"\n    jwt_secrets: [${secrets}]\n${stateless('')}`
    expect(faultsOf(text)).toEqual([expect.stringMatching(/^gateway\.yaml:3 {2}/)])
    expect(faultsOf(text)[0]).toContain(says)
  })

  test('a key of one consumer is not that of another', () => {
    const text = `consumers:\n  - {id: "1", jwt_secrets: [{key: one}]}\n  - {id: "2", jwt_secrets: [{key: one}]}\n${stateless('')}`
    expect(faultsOf(text)).toEqual([expect.stringMatching(/^gateway\.yaml:3 .*is that of another credential/)])
  })

  test.each([
    [gateway() + gateway(), 1],
    [gateway(', listen: "localhost:4610"') + gateway(', listen: "LOCALHOST:4610"'), 1],
    [gateway(', listen: "unix:a.sock"') + gateway(', listen: "unix:./a.sock"'), 1],
    [gateway() + gateway(', listen: ":4610"'), 0],
    [gateway(', listen: "127.0.0.1:4610"') + gateway(', listen: "127.0.0.2:4610"'), 0],
    [gateway(', listen: ":0"') + gateway(', listen: ":0"'), 0],
    [gateway(', listen: "unix:a.sock"') + gateway(', listen: "unix:b.sock"'), 0],
  ])('each gateway has a place of its own: %j', (gateways, faults) => {
    const said = faultsOf(`gateways:\n${gateways}`)
    expect(said).toHaveLength(faults)
    for (const each of said) expect(each).toMatch(/^gateway\.yaml:3 .*is where another gateway listens/)
  })
})

test.each([
  ['gateways: []', 'gateways is empty'],
  ['{}', 'gateways is not a list'],
  ['a: [', 'gateway.yaml:1'],
  [`${stateless('realm: a\nrealm: b')}`, '"realm" appears twice'],
])('%s is no configuration', (text, says) => {
  expect(faultsOf(text).join('\n')).toContain(says)
})
