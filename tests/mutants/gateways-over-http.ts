import { mutantsOf } from './mutant.ts'

/** What is read of the configuration of a gateway, or decided in process, and must come out of one that runs, too. */
export const RUNNING_GATEWAY_MUTANTS = [
  ...mutantsOf(
    'core/access/kong-plugin-access.ts',
    ['apps/gateway/spoofed.test.ts'],
    [
      [
        'a client says that it is nobody',
        ['identityHeaders: KONG_IDENTITY_HEADERS', "identityHeaders: ['x-consumer-*']"],
      ],
    ],
  ),
  ...mutantsOf(
    'core/access/kong-stateless-access.ts',
    ['apps/gateway/spoofed.test.ts'],
    [['a claim that is not there, a client says', ['...output.claimsToHeaders.map(({ header }) => header),', '']]],
  ),
  ...mutantsOf(
    'apps/gateway/plugin/open-plugins.ts',
    ['apps/gateway/plugin/plugin-rules.test.ts', 'apps/gateway/plugin/plugins.test.ts'],
    [
      ['the acl is forgotten', ['...(acl && { acl }),', '']],
      ['a limit is forgotten', ['...(rateLimiting && { rateLimiting }),', '']],
      ['nobody is found by name', ['consumers.find(name)', 'consumers.byId(name)']],
    ],
  ),
  ...mutantsOf(
    'apps/gateway/config/plugin-block.ts',
    ['apps/gateway/plugin/plugin-rules.test.ts'],
    [
      ['cookies are not looked at', ['given.cookie_names ?? []', '[]']],
      ['another key claim is not looked for', ["given.key_claim_name ?? 'iss'", "'iss'"]],
      ['no secret is base64', ['given.secret_is_base64 ?? false', 'false']],
      ['no claim is verified', ['given.claims_to_verify ?? []', '[]']],
      ['a token lives as long as it likes', ['given.maximum_expiration ?? 0', '0']],
      ['nobody is anonymous', ['...(given.anonymous !== undefined && { anonymous: given.anonymous }),', '']],
      ['the realm is not told', ['...(given.realm !== undefined && { realm: given.realm }),', '']],
      ['who is not wanted is all that is', ["kind: 'deny', groups", "kind: 'allow', groups"]],
    ],
  ),
  ...mutantsOf(
    'apps/gateway/stateless/open-stateless.ts',
    ['apps/gateway/stateless/stateless-rules.test.ts'],
    [
      ['the black list is not asked', ['...(blackList && { blackList }), ...(rateLimiting', '...(rateLimiting']],
      ['the claim of the consumer is always sub', ['output, consumerClaim, clock', 'output, clock']],
      ['the realm is not told', ['...(realm !== undefined && { realm }), ', '']],
      ['a limit is forgotten', ['...(rateLimiting && { rateLimiting }) })', '})']],
    ],
  ),
  ...mutantsOf(
    'apps/gateway/config/stateless-block.ts',
    ['apps/gateway/stateless/stateless-rules.test.ts'],
    [
      ['tokens have no end', ['...(lifetime !== undefined && { lifetimeSeconds: Math.ceil(lifetime / 1000) }),', '']],
      ['nothing is as published', ["given.claims ?? 'standard'", "'standard'"]],
      ['the one header is not sent', ["given.identity ?? 'headers'", "'headers'"]],
      ['it has always the same name', ["given.payload_header ?? 'X-Consumer-Claims'", "'X-Consumer-Claims'"]],
    ],
  ),
  ...mutantsOf(
    'apps/gateway/config/check-together.ts',
    ['apps/gateway/config/read-gateway-config.test.ts'],
    [
      ['two gateways listen at one place', ['places.isSecond(listensAt(listen))', 'places.isSecond(listen)']],
      ['a port that the system chooses is one place', [' && port !== 0', '']],
    ],
  ),
]
