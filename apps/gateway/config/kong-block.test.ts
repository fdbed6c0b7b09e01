import { describe, expect, test } from 'vitest'
import { readGatewayConfig } from './read-gateway-config.ts'

const read = (plugins: string) =>
  readGatewayConfig(
    `gateways:\n  - dialect: kong\n    upstream: http://localhost:3001\n    plugins: ${plugins}\n`,
    'gateway.yaml',
    { folder: '/' },
  ).gateways[0]

describe('the plugins of a gateway', () => {
  test('have the defaults of the original', () => {
    expect(
      read('[{name: jwt}, {name: acl, config: {deny: [a]}}, {name: rate-limiting, config: {minute: 5, hour: 100}}]'),
    ).toEqual({
      dialect: 'kong',
      listen: { kind: 'tcp', port: 4601 },
      upstream: 'http://localhost:3001',
      shutdownTimeout: 60_000,
      jwt: [
        {
          uriParamNames: ['jwt'],
          cookieNames: [],
          headerNames: ['authorization'],
          keyClaimName: 'iss',
          secretIsBase64: false,
          claimsToVerify: [],
          maximumExpiration: 0,
          runOnPreflight: true,
        },
      ],
      acl: { kind: 'deny', groups: ['a'], hideGroupsHeader: false },
      rateLimiting: { limits: { minute: 5, hour: 100 }, limitBy: 'consumer', hideClientHeaders: false },
    })
  })

  test.each([
    ['[]', 'plugins is empty'],
    ['[{name: key-auth}]', 'is none of the plugins that are known here: jwt, acl, rate-limiting'],
    [
      '[{name: jwt, config: {uri_param_name: [a]}}]',
      '"uri_param_name" is unknown here: perhaps uri_param_names was meant',
    ],
    ['[{name: jwt, config: {claims_to_verify: [aud]}}]', 'claims_to_verify[0] is not one of exp, nbf'],
    ['[{name: jwt, config: {maximum_expiration: 60}}]', 'maximum_expiration needs exp in claims_to_verify'],
    [
      '[{name: jwt, config: {maximum_expiration: 31536001}}]',
      'maximum_expiration is not a whole number from 0 to 31536000',
    ],
    ['[{name: jwt, config: {realm: "a\\"b"}}]', 'realm has a sign that stands in no realm'],
    ['[{name: acl}]', 'config needs one of allow and deny'],
    ['[{name: acl, config: {allow: [a], deny: [b]}}]', 'config needs one of allow and deny'],
    ['[{name: acl, config: {allow: [a]}}, {name: acl, config: {allow: [b]}}]', 'is a second acl'],
    ['[{name: rate-limiting}]', 'config needs a limit'],
    ['[{name: rate-limiting, config: {minute: 5, hour: 4}}]', 'hour is lower than that of minute'],
    ['[{name: rate-limiting, config: {minute: 5, policy: redis}}]', 'policy is not local'],
    ['[{name: rate-limiting, config: {minute: 5, limit_by: header}}]', 'header_name is missing'],
    ['[{name: rate-limiting, config: {minute: 5, limit_by: path}}]', 'path is missing'],
  ])('%s: a fault with its line', (plugins, says) => {
    expect(() => read(plugins)).toThrow(says)
    expect(() => read(plugins)).toThrow(/^gateway\.yaml:\d+ {2}/)
  })
})
