import { mutantsOf } from './mutant.ts'

const LEEWAY = 'jwt-factory/clock-leeway.test.ts'
const UNSPENT = 'jwt-factory/oauth/proof/unspent.test.ts'
const LISTS = 'jwt-factory/oauth/lists.test.ts'

export const OAUTH_MUTANTS = [
  ...mutantsOf(
    'jwt-factory/grants/jwt-bearer.ts',
    ['jwt-factory/grants/jwt-bearer-chain.test.ts'],
    [['every issuer of the process is trusted', [' && client.trustedIssuers.includes(other.name)', '']]],
  ),
  ...mutantsOf(
    'jwt-factory/grants/jwt-bearer.ts',
    ['jwt-factory/grants/jwt-bearer.test.ts', 'jwt-factory/grants/jwt-bearer-chain.test.ts'],
    [
      ['a client says who acts for it', ["if (claims['act'] !== undefined)", "if (claims['act'] === null)"]],
      [
        'an assertion without a scope grants what the client may have',
        ['scopeOf(scope) : [],', "scopeOf(scope) : ['orders.read'],"],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/grants/actors.ts',
    ['jwt-factory/grants/copied-claims.test.ts'],
    [
      [
        'an issuer vouches for whatever stands in may_act',
        ['|| Object.keys(unknown).length > 0 || faultyClaims', '|| faultyClaims'],
      ],
      ['an actor in may_act may have any name', [' || faultyClaims(readActor(limit)).length > 0', '']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/proof/assertion.ts',
    ['jwt-factory/grants/jwt-bearer-chain.test.ts'],
    [
      ['a revoked assertion grants a token', ['notRevoked(store), ', '']],
      ['an assertion about nobody grants a token', ["...(mayLackSubject ? [] : ['sub']),", '']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/grants/token-exchange.ts',
    ['jwt-factory/grants/token-exchange.test.ts', 'jwt-factory/grants/token-exchange-bounds.test.ts', LISTS],
    [
      ['a token for somebody else is exchanged', ["'subject_token', client.audience)", "'subject_token', ANYONE)"]],
      ['whoever was called by an actor acts as that actor', [" || claims['act'] !== undefined", '']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/proof/assertion.ts',
    [LEEWAY, 'jwt-factory/oauth/proof/private-key-jwt.test.ts'],
    [
      [
        'a spent assertion is good again after its exp',
        ['clock, leewaySeconds, keepSeconds: MOST_LEEWAY', 'clock, leewaySeconds, keepSeconds: 0'],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/request/form.ts',
    [LISTS, 'jwt-factory/oauth/request/form.test.ts'],
    [
      ['actor_token may stand in the address', ["  'actor_token',\n", '']],
      ['an empty secret may stand in the address', ['query[name] !== undefined', 'query[name]']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/proof/guess-delay.ts',
    ['jwt-factory/oauth/proof/guess-delay.test.ts'],
    [
      ['the delay is off by one', ['2 ** (room.count - 1)', '2 ** room.count']],
      [
        'anybody can find out who shares a room',
        ['key: Uint8Array = randomBytes(32)', "key: Uint8Array = Buffer.from('')"],
      ],
      ['all names share one room', ['const ROOMS = 64', 'const ROOMS = 1']],
      ['any number of guesses wait', ['waiting >= MOST_WAITING ||', 'false ||']],
      ['a flood at one client locks out the others', ['waiting > 0 && ', '']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/proof/authenticate-client.ts',
    ['jwt-factory/oauth/proof/guess-flood.test.ts'],
    [
      [
        'who is a client can be told by how it is refused',
        ['guesses.isFull(clientId)) throw', "guesses.isFull(client ? clientId : '')) throw"],
        ['await guesses.wrong(clientId)', "await guesses.wrong(client ? clientId : '')"],
      ],
      [
        'a flood of wrong secrets keeps the right one out',
        [
          'const client = clients.get(clientId)',
          'const client = guesses.isFull(clientId) ? undefined : clients.get(clientId)',
        ],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/routes/introspect.ts',
    [LISTS, 'jwt-factory/oauth/routes/introspect.test.ts'],
    [
      ['everybody hears of a token', [' && concerns(client, verdict.claims)', '']],
      ['a claim says what the issuer says', ['...claims, ...SAID_HERE })', '...claims })']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/granted/own-token.ts',
    [LISTS, 'jwt-factory/oauth/routes/introspect.test.ts'],
    [
      ['client_id is not required', ["'client_id', ", '']],
      ['revoked tokens are believed', ['further: [revocation]', 'further: []']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/routes/revoke.ts',
    [LEEWAY, 'jwt-factory/oauth/routes/revoke.test.ts'],
    [
      ['a revocation is forgotten at exp', ['clock, keepSeconds: MOST_LEEWAY', 'clock, keepSeconds: 0']],
      [
        'a revocation under a wrong clock is not written',
        ['return then.valid ? then.claims : undefined', 'return undefined'],
      ],
      [
        'with a retired key it is not written',
        ["['expired', 'not-active', 'unknown-key']", "['expired', 'not-active']"],
      ],
      ['anybody revokes', ["claims['client_id'] !== client.id", "claims['client_id'] === ''"]],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/granted/sign-grant.ts',
    [UNSPENT],
    [
      ['an assertion that proves a client may be used again', ['    await spend()\n', '']],
      ['an assertion as a grant may be used again', ['    await authorised.spend?.()\n', '']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/grants/jwt-bearer.ts',
    [UNSPENT],
    [['an assertion that is over by now grants a token', ['spend().then(refuseOver)', 'spend()']]],
  ),
  ...mutantsOf(
    'jwt-factory/grants/token-exchange.ts',
    [UNSPENT],
    [['a token that is over by now is exchanged', ['async () => refuseOver()', 'async () => {}']]],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/routes/introspect.ts',
    [UNSPENT],
    [['an assertion that proves a client may be used again', ['    await spend()\n', '']]],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/routes/revoke.ts',
    [UNSPENT],
    [['an assertion that proves a client may be used again', ['    await spend()\n', '']]],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/proof/assertion.ts',
    [UNSPENT],
    [
      [
        'an assertion is used up by whatever brings it',
        [
          ', notSpent(store)]',
          ', { ...notSpent(store), run: (claims: Claims) => spend(store, claims, { clock, leewaySeconds, keepSeconds: 0 }) }]',
        ],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/granted/sign-grant.ts',
    ['jwt-factory/grants/token-exchange-bounds.test.ts'],
    [['a token outlives what was presented', ['Math.min(times.exp, Math.floor(notAfter))', 'times.exp']]],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/routes/token.ts',
    ['jwt-factory/grants/token-exchange-bounds.test.ts', 'jwt-factory/oauth/routes/token.test.ts'],
    [['rights grow in an exchange', ['if (authorised.withinScopes) refuseWider', 'if (!authorised) refuseWider']]],
  ),
]
