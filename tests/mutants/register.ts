import { mutantsOf } from './mutant.ts'

/** The register of clients, and what follows from it. */
export const REGISTER_MUTANTS = [
  ...mutantsOf(
    'jwt-factory/registered-clients/faults-between.ts',
    ['jwt-factory/registered-clients/faults-between.test.ts', 'jwt-factory/registered-clients/faulty-clients.test.ts'],
    [
      ['two clients may share an audience', ['else if (first !== undefined)', 'else if (false)']],
      ['an audience may be the id of another client', ['audience !== id && byId.has(audience)', 'false']],
      ['a client may be named by an id that stands in no token', ['audienceOf(callee) === name', 'true']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/introspect.ts',
    ['jwt-factory/oauth/audience-url.test.ts'],
    [['introspection goes by the id of the recipient', ['.includes(audience)', '.includes(id)']]],
  ),
  ...mutantsOf(
    'jwt-factory/grants/token-exchange.ts',
    ['jwt-factory/oauth/audience-url.test.ts'],
    [
      [
        'an exchange goes by the id of the recipient',
        ["'subject_token', client.audience)", "'subject_token', client.id)"],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/control/client-changes.ts',
    ['jwt-factory/control/client-changes.test.ts', 'jwt-factory/control/client-changes-file.test.ts'],
    [
      ['a changed client may clash with others', ['if (faults.length > 0) throw', 'if (false) throw']],
      [
        'a file that is read again takes changes back',
        ['for (const [id, { client }] of changed) {', 'for (const [id, { client }] of [...changed].slice(0, 0)) {'],
      ],
      ['a reset goes back to the file as it was at the start', ['      base = next.clients\n', '']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/registered-clients/token-shapes.ts',
    ['jwt-factory/registered-clients/token-shapes.test.ts'],
    [
      [
        'the client has the last word on the algorithm',
        ['reader?.algorithm ?? client?.algorithm', 'client?.algorithm ?? reader?.algorithm'],
      ],
      [
        'the client has the last word on the type',
        ['reader?.tokenType ?? client?.tokenType', 'client?.tokenType ?? reader?.tokenType'],
      ],
      ['an id is the audience of whoever has another one', ['if (named?.audience === audience)', 'if (named)']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/issuer-rings.ts',
    ['jwt-factory/issuer-rings.test.ts', 'jwt-factory/oauth/token-algorithms.test.ts'],
    [
      [
        'a key that another factory made is looked for in one ring',
        ['          return rings.source(furtherRing(ringId, hint.alg), now).select(hint)', '          throw error'],
      ],
      [
        'a revoked key of a further ring is an unknown one',
        ['if (holder !== undefined)', 'if (false)'],
        ["error.reason === 'unknown-key'", 'error.reason'],
      ],
      ['new keys come by one algorithm', ['if (other !== ringId) await', 'if (false) await']],
      [
        'a key is taken out of its own ring alone',
        ['for (const each of [ringId, ...ALL_ALGORITHMS', 'for (const each of [ringId, ...ALL_ALGORITHMS.slice(99)'],
      ],
      [
        'a further ring signs, and its own is not in use',
        ['[...new Set([issuer.ringId, ringFor', '[...new Set([ringFor'],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/ring-room.ts',
    ['jwt-factory/further-ring-room.test.ts'],
    [
      ['strangers take the room of further algorithms', [' - MAX_FURTHER_OF_MAIN - firstRings', ' - firstRings']],
      [
        'an issuer that is removed leaves its further rings',
        ['isNamedIssuer(ringId) && ownRingOf(ringId) === ringId', 'false'],
      ],
      [
        'who has a further ring in use loses its own',
        ['flatMap((id) => [id, ownRingOf(id)])', 'flatMap((id) => [id])'],
      ],
      [
        'who asks for a further ring loses its own',
        [' && ownRingOf(id) !== ownRingOf(ringId))', ')'],
        ['...opening, ringId]', '...opening]'],
      ],
      [
        'a further ring of the main issuer is one of a named issuer',
        ['ownRingOf(ringId) !== MAIN_RING && ringId', 'ringId !== MAIN_RING && ringId'],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/sign-grant.ts',
    ['jwt-factory/oauth/token-type.test.ts'],
    [['an access token for an issuer here may be a grant there', [' && !issuers.isOwn(audience)', '']]],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/own-token.ts',
    ['jwt-factory/oauth/token-type.test.ts'],
    [
      [
        'a plain JWT is an access token for whoever',
        ['tokenType === ACCESS_TOKEN ? ACCESS_TOKEN : ', ''],
        ['[ACCESS_TOKEN, tokenType]', "[ACCESS_TOKEN, 'JWT']"],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/revoke.ts',
    ['jwt-factory/oauth/token-type.test.ts'],
    [['a plain JWT cannot be taken back', ['ACCESS_TOKEN, PLAIN_JWT, GRANT', 'ACCESS_TOKEN, GRANT']]],
  ),
  ...mutantsOf(
    'jwt-factory/routes/key-set.ts',
    ['jwt-factory/oauth/token-algorithms.test.ts'],
    [
      [
        'a key of a further algorithm is published when it signs',
        ['if (makes) await makeFurther', 'if (false) await makeFurther'],
      ],
      ['HEAD makes keys of further algorithms', ['if (makes) await makeFurther', 'if (true) await makeFurther']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/control/published-keys.ts',
    ['jwt-factory/control/further-algorithms.test.ts'],
    [['a stale key set has one algorithm', ['ownRingOf(each) === ringId', 'each === ringId']]],
  ),
  ...mutantsOf(
    'core/rings/open-key-rings.ts',
    ['core/rings/further-rings.test.ts'],
    [['a further ring follows ALGORITHM', ['furtherRingOf(ringId)?.algorithm ?? algorithm', 'algorithm']]],
  ),
  ...mutantsOf(
    'core/rings/key-maker.ts',
    ['core/rings/key-maker.test.ts'],
    [
      [
        'a key that was made beforehand has any algorithm',
        ['spares.get(algorithm) ?? makeInTurn', '[...spares.values()][0] ?? makeInTurn'],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/registered-clients/is-secret-of.ts',
    ['jwt-factory/registered-clients/is-secret-of.test.ts'],
    [
      ['no secret is a secret', ["given !== '' && ", '']],
      ['the other secret does not work', ['(isFirst || isSecond)', 'isFirst']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/registered-clients/watch-clients.ts',
    ['jwt-factory/registered-clients/watch-clients.test.ts'],
    [
      ['a fault is told every second', ['  if (what !== told) log', '  log']],
      [
        'a file that could not be read is not read again',
        ['    seen = version\n', ''],
        ['    const next = await', '    seen = version\n    const next = await'],
      ],
      [
        'the services keep the secret that they have',
        ['await handOutSecrets(keysFolder, FIRST_IDS, declared)', 'await Promise.resolve()'],
      ],
      [
        'what cannot be written keeps the other changes away',
        ["log.error({ reason: errorText(error) }, 'client-secret-not-written'),", 'Promise.reject(error),'],
      ],
      ['all faults of a file are a line of the log', ['faults.slice(0, MOST_FAULTS)', 'faults']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/registered-clients/open-clients.ts',
    ['jwt-factory/registered-clients/faulty-clients.test.ts', 'jwt-factory/registered-clients/watch-clients.test.ts'],
    [['a file of clients may have any size', ['readIfThere(file, MAX_CLIENTS_FILE)', 'readIfThere(file)']]],
  ),
  ...mutantsOf(
    'jwt-factory/registered-clients/hand-out-secrets.ts',
    ['jwt-factory/registered-clients/open-clients.test.ts', 'jwt-factory/registered-clients/watch-clients.test.ts'],
    [['a service keeps the secret that it has', ['=== secret.trim())', '!== undefined)']]],
  ),
]
