import { mutantsOf } from './mutant.ts'

const LEEWAY = 'jwt-factory/clock-leeway.test.ts'

export const FACTORY_MUTANTS = [
  ...mutantsOf(
    'jwt-factory/config-clashes.ts',
    ['jwt-factory/addresses.test.ts', 'tests/factory-url.sandbox.test.ts'],
    [
      ['a path may hide a route', ['!FIRST_SEGMENTS.has(first)', 'first.length > 0']],
      ['a path may hide a route that somebody forgot', ["  'introspect',\n", '']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/config.ts',
    [LEEWAY],
    [['longer tokens than a day are refused', ['Math.max(86_400, tokenLifetimeSeconds)', '86_400']]],
  ),
  ...mutantsOf(
    'jwt-factory/routes/issue-token.ts',
    ['jwt-factory/routes/issue-token.test.ts'],
    [
      ['anybody gets a token in the name of an issuer', ['if (why !== undefined) faults', 'if (why === null) faults']],
      [
        'FACTORY_ISSUER may be an issuer of this process',
        ['const { iss = issuer } = claims', 'const { iss } = claims'],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/ring-room.ts',
    ['jwt-factory/declared-ring-room.test.ts'],
    [
      ['one client takes the room of all', ['if (held < MOST_OF_ONE_CLIENT) return', 'if (held >= 0) return']],
      [
        'many at once are each the last one',
        ['return turns(`client ${client}`, async', 'return turns(String(Math.random()), async'],
      ],
      ['a declared issuer goes for another', ['isNamedIssuer(ringId) && !isDeclared(ringId)', 'isNamedIssuer(ringId)']],
      [
        'one that is too many goes for each new one',
        ['while (isRemoved && !hasRoom())', 'if (isRemoved && !hasRoom())'],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/registered-clients/declared-room.ts',
    ['jwt-factory/declared-ring-room.test.ts'],
    [['any number of issuers is declared', ['if (needed <= MAX_DECLARED_RINGS)', 'if (needed >= 0)']]],
  ),
  ...mutantsOf(
    'jwt-factory/ring-room.ts',
    ['jwt-factory/ring-room.test.ts'],
    [
      ['nobody makes room for a new ring', ['isRemoved = await removeUnused(kind, ringId)', 'isRemoved = false']],
      ['a ring in use makes room', ['new Set([...inUse, ', 'new Set([']],
      [
        'a ring of a service makes room',
        ['!ringId.startsWith(MAIN_RING) && !firstRings.includes(ringId)', '!ringId.startsWith(MAIN_RING)'],
      ],
      ['many at once pass the bound', ['        opening.add(ringId)\n', '']],
      ['what was in use once stays so, whatever was removed', ['      await use.forget(each)\n', '']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/issuer-routes.ts',
    ['jwt-factory/issuer-routes.test.ts'],
    [
      [
        'something is kept for each name of an issuer',
        [
          '  return (request, response, next) => answer(',
          '  const kept: unknown[] = []\n  return (request, response, next) => answer(',
        ],
        [
          'issuers.named(String(name)))',
          'issuers.named(String(kept.push(answer(issuers.named(String(name)))) && name)))',
        ],
      ],
      [
        'an issuer with a path is not found by RFC 8414',
        [', path + base, path + asWritten, path + base + NAMED', ', path + NAMED'],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/routes/key-set.ts',
    ['jwt-factory/issuer-routes.test.ts'],
    [['a page of another origin makes an issuer', ['foreignOrigin(request, guard) !== undefined', 'false']]],
  ),
  ...mutantsOf(
    'jwt-factory/issuer-routes.ts',
    [LEEWAY],
    [
      [
        'assertions are judged without leeway',
        ['clock, log, leewaySeconds: config.leewaySeconds }', 'clock, log, leewaySeconds: 0 }'],
      ],
      [
        'access tokens are judged without leeway',
        ['const limits = tokenLimits(config)', 'const limits = { ...tokenLimits(config), leewaySeconds: 0 }'],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/routes/ring-id.ts',
    ['tests/guarded-routes.test.ts'],
    [['OPTIONS of a key set is refused', ["'GET', 'HEAD', 'POST'", "'GET', 'HEAD', 'POST', 'OPTIONS'"]]],
  ),
  ...mutantsOf(
    'jwt-factory/factory.ts',
    [LEEWAY],
    [
      [
        '/verify judges without leeway',
        ['limits: tokenLimits(config) })', 'limits: { ...tokenLimits(config), leewaySeconds: 0 } })'],
      ],
      [
        'who publishes a key is judged without leeway',
        ['.main.url, leewaySeconds: config.leewaySeconds', '.main.url, leewaySeconds: 0'],
      ],
      [
        'the control plane looks without leeway',
        ['limits: tokenLimits(config), signatory', 'limits: { ...tokenLimits(config), leewaySeconds: 0 }, signatory'],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/registered-clients/client-file.ts',
    ['jwt-factory/registered-clients/faulty-clients.test.ts'],
    [['a secret may have 15 characters', ['.min(16,', '.min(15,']]],
  ),
  ...mutantsOf(
    'jwt-factory/routes/verify.ts',
    ['jwt-factory/routes/verify.test.ts'],
    ["'exp', ", "'iat', ", ", 'jti'"].map((claim) => [`a token without ${claim} is good`, [claim, '']] as const),
  ),
  ...mutantsOf(
    'jwt-factory/config-clashes.ts',
    ['jwt-factory/start.test.ts', 'jwt-factory/config-clashes.test.ts'],
    [
      ['two spellings of one issuer are two', ['!isIssuerOf(url, issuer)', 'url !== issuer']],
      ['a key may be replaced before its successor is known', ['lifetime < ahead', 'lifetime < ahead - 1']],
      ['the timer may want more keys than there is room for', ['lifetime >= least', 'lifetime >= least - 1']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/config-clashes.ts',
    ['jwt-factory/start-keys.test.ts'],
    [
      [
        'a key signs before the last verifier may know it',
        ['keySetMaxAgeSeconds + COOL_DOWN / 1000', 'keySetMaxAgeSeconds'],
      ],
      ['KEY_OVERLAP is ignored', ['keyOverlapSeconds ?? ', '']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/start.ts',
    ['jwt-factory/start-keys.test.ts'],
    [['who signs keeps no place', ['lifeSeconds: tokenLifeSeconds(config)', 'lifeSeconds: 0']]],
  ),
  ...mutantsOf(
    'jwt-factory/routes/below-path.ts',
    ['tests/factory-url.sandbox.test.ts'],
    [['the path of FACTORY_URL leads nowhere', ['request.url = rest', 'void rest']]],
  ),
  ...mutantsOf(
    'jwt-factory/config.ts',
    ['jwt-factory/start-keys.test.ts'],
    [
      [
        'a retired key goes before its last tokens, by leeway and rounding',
        [' + leewaySeconds + ROUNDING_SECONDS', ''],
      ],
      ['a retired key goes before its last tokens, by rounding', ['ROUNDING_SECONDS = 1', 'ROUNDING_SECONDS = 0']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/routes/dump-keys.ts',
    ['jwt-factory/routes/dump-keys.test.ts'],
    [
      ['revoked keys stay in the dump', ['  await removeOthers(folder, new Set(files))\n', '']],
      [
        'a dump does not look at what is open to others',
        ['    await warnOfLooseFiles(keysFolder, { folders: [DUMP_FOLDER], publicFiles: [] }, log)\n', ''],
      ],
      ['a dump removes the files of others', ['DUMPED.test(finalName(name)) && ', '']],
    ],
  ),
]
