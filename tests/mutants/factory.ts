import { mutantsOf } from './mutant.ts'

const LEEWAY = 'jwt-factory/clock-leeway.test.ts'
const LISTS = 'jwt-factory/oauth/lists.test.ts'

export const FACTORY_MUTANTS = [
  ...mutantsOf(
    'jwt-factory/config.ts',
    [LEEWAY],
    [['longer tokens than a day are refused', ['Math.max(86_400, tokenLifetimeSeconds)', '86_400']]],
  ),
  ...mutantsOf(
    'jwt-factory/grants/jwt-bearer.ts',
    ['jwt-factory/grants/jwt-bearer.test.ts'],
    [['every issuer of the process is trusted', [' && client.trustedIssuers.includes(other.name)', '']]],
  ),
  ...mutantsOf(
    'jwt-factory/grants/jwt-bearer.ts',
    ['jwt-factory/grants/jwt-bearer.test.ts', 'jwt-factory/grants/jwt-bearer-chain.test.ts'],
    [
      ['a client says who acts for it', ["if (claims['act'] !== undefined)", "if (claims['act'] === null)"]],
      [
        'an assertion without a scope grants what the client may have',
        ['readScope(scope) : [],', "readScope(scope) : ['orders.read'],"],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/assertion.ts',
    ['jwt-factory/grants/jwt-bearer-chain.test.ts'],
    [['a revoked assertion grants a token', ['    notRevoked(store),\n', '']]],
  ),
  ...mutantsOf(
    'jwt-factory/routes/dump-keys.ts',
    ['jwt-factory/routes/dump-keys.test.ts'],
    [
      ['revoked keys stay in the dump', ['  await removeOthers(folder, new Set(files))\n', '']],
      ['a dump removes the files of others', ['DUMPED.test(name) && ', '']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/routes/issue-token.ts',
    ['jwt-factory/routes/issue-token.test.ts'],
    [['anybody gets a token in the name of an issuer', [' && isIssuer(claims.iss)', ' && false']]],
  ),
  ...mutantsOf(
    'jwt-factory/grants/token-exchange.ts',
    ['jwt-factory/grants/token-exchange.test.ts', 'jwt-factory/grants/token-exchange-bounds.test.ts', LISTS],
    [
      ['a token for somebody else is exchanged', ["'subject_token', client.id)", "'subject_token', ANYONE)"]],
      ['whoever was called by an actor acts as that actor', [" || claims['act'] !== undefined", '']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/issuer-routes.ts',
    [LEEWAY],
    [
      [
        'assertions are judged without leeway',
        ['clock, log, leewaySeconds: config.leewaySeconds })', 'clock, log, leewaySeconds: 0 })'],
      ],
      [
        'access tokens are judged without leeway',
        ['limits: tokenLimits(config) })', 'limits: { ...tokenLimits(config), leewaySeconds: 0 } })'],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/factory.ts',
    [LEEWAY],
    [
      [
        '/verify judges without leeway',
        ['limits: tokenLimits(config) })', 'limits: { ...tokenLimits(config), leewaySeconds: 0 } })'],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/assertion.ts',
    [LEEWAY, 'jwt-factory/oauth/private-key-jwt.test.ts'],
    [
      [
        'a spent assertion is good again after its exp',
        ['spend(store, claims, leewaySeconds)', 'spend(store, claims, 0)'],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/form.ts',
    [LISTS, 'jwt-factory/oauth/form.test.ts'],
    [
      ['actor_token may stand in the address', ["  'actor_token',\n", '']],
      ['an empty secret may stand in the address', ['query[name] !== undefined', 'query[name]']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/guess-delay.ts',
    ['jwt-factory/oauth/guess-delay.test.ts'],
    [
      ['the delay is off by one', ['2 ** (count - 1)', '2 ** count']],
      ['unknown names have a count each', ["isClient(clientId) ? clientId : ''", 'clientId']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/introspect.ts',
    [LISTS, 'jwt-factory/oauth/introspect.test.ts'],
    [
      ['everybody hears of a token', [' && concerns(client, verdict.claims)', '']],
      ['may_act is kept back', [", 'may_act']", ']']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/own-token.ts',
    [LISTS, 'jwt-factory/oauth/introspect.test.ts'],
    [
      ['client_id is not required', ["'client_id', ", '']],
      ['revoked tokens are believed', ['further: [revocation]', 'further: []']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/revoke.ts',
    [LEEWAY, 'jwt-factory/oauth/revoke.test.ts'],
    [
      [
        'a revocation is forgotten at exp',
        ['revokeToken(store, claims, leewaySeconds)', 'revokeToken(store, claims, 0)'],
      ],
      ['a token that is dated ahead is not revoked', ['token, leewaySeconds })', 'token })']],
      ['anybody revokes', ["claims['client_id'] !== client.id", "claims['client_id'] === ''"]],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/sign-grant.ts',
    ['jwt-factory/grants/token-exchange-bounds.test.ts'],
    [['a token outlives what was presented', ['Math.min(times.exp, Math.floor(notAfter))', 'times.exp']]],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/token.ts',
    ['jwt-factory/grants/token-exchange-bounds.test.ts', 'jwt-factory/oauth/token.test.ts'],
    [['rights grow in an exchange', ['if (authorised.withinScopes) refuseWider', 'if (!authorised) refuseWider']]],
  ),
  ...mutantsOf(
    'jwt-factory/registered-clients/client-file.ts',
    ['jwt-factory/registered-clients/open-clients.test.ts'],
    [['a secret may have 15 characters', ['.min(16,', '.min(15,']]],
  ),
  ...mutantsOf(
    'jwt-factory/start.ts',
    ['jwt-factory/start-keys.test.ts'],
    [
      ['a retired key goes before its last tokens, by leeway and rounding', [' + config.leewaySeconds + ROUNDING', '']],
      ['a retired key goes before its last tokens, by rounding', ['ROUNDING = 1', 'ROUNDING = 0']],
      [
        'a key signs before the last verifier may know it',
        ['config.keySetMaxAgeSeconds + COOL_DOWN', 'config.keySetMaxAgeSeconds'],
      ],
      ['KEY_OVERLAP is ignored', ['config.keyOverlapSeconds ?? ', '']],
    ],
  ),
]
