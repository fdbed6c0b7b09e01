import { mutantsOf } from './mutant.ts'

/** How tokens look as it is declared: their keys, types, claims and lives. */
export const TOKEN_SHAPE_MUTANTS = [
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
    ['jwt-factory/issuer-rings.test.ts', 'jwt-factory/oauth/granted/token-algorithms.test.ts'],
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
      ['new keys come by one algorithm', ['of others) renewed', 'of others.intersection(new Set([asked]))) renewed']],
      [
        'a key is taken out of its own ring alone',
        ['for (const each of [ringId, ...ALL_ALGORITHMS', 'for (const each of [ringId, ...ALL_ALGORITHMS.slice(99)'],
      ],
      ['a further ring signs, and its own is not in use', ['[...new Set([ringId, ringFor', '[...new Set([ringFor']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/ring-room.ts',
    ['jwt-factory/further-ring-room.test.ts'],
    [
      [
        'strangers take the room of further algorithms',
        [' - MAX_FURTHER_OF_MAIN - RINGS_OF_PROVIDER', ' - RINGS_OF_PROVIDER'],
      ],
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
    'jwt-factory/oauth/granted/sign-grant.ts',
    ['jwt-factory/oauth/granted/token-type.test.ts'],
    [['an access token for an issuer here may be a grant there', [' && !issuers.isOwn(audience)', '']]],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/granted/own-token.ts',
    ['jwt-factory/oauth/granted/token-type.test.ts'],
    [
      [
        'a token of the type JWT is an access token for whoever',
        ['tokenType === ACCESS_TOKEN ? ACCESS_TOKEN : ', ''],
        ['[ACCESS_TOKEN, tokenType]', "[ACCESS_TOKEN, 'JWT']"],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/routes/revoke.ts',
    ['jwt-factory/oauth/granted/token-type.test.ts'],
    [['a token of the type JWT cannot be taken back', ['ACCESS_TOKEN, TYP_JWT, GRANT', 'ACCESS_TOKEN, GRANT']]],
  ),
  ...mutantsOf(
    'jwt-factory/routes/key-set.ts',
    ['jwt-factory/oauth/granted/token-algorithms.test.ts'],
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
    [['a stale key set has one algorithm', ['ownRingOf(each) === ownRingOf(id)', 'each === ownRingOf(id)']]],
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
    'jwt-factory/oauth/granted/fill-claims.ts',
    ['jwt-factory/oauth/granted/fill-claims.test.ts'],
    [
      ['a parameter of any length becomes a claim', ['value.length > MAX_PARAMETER', 'false']],
      ['a parameter of any kind becomes a claim', ['if (ODD.test(value))', 'if (false)']],
      ['claims of any size are put together', ['if (room < 0) throw', 'if (false) throw']],
      ['sub is filled for whoever asks', ["isOwnName || claim !== 'sub'", 'isOwnName || claim']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/granted/choose-subject.ts',
    ['jwt-factory/oauth/granted/own-claims.test.ts'],
    [
      [
        'a token speaks for another client',
        ['client.isOpen || !namesAnother(chosen, client.id, clients.keys())', 'true'],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/granted/sign-grant.ts',
    ['jwt-factory/oauth/granted/own-claims.test.ts'],
    [
      [
        'a declared claim is laid over those of the issuer',
        ['{ ...declared, ...own, ...scope, ...further }', '{ ...own, ...scope, ...further, ...declared }'],
        ['{ sub: chosen, ...declared } =', '{ sub: chosen, ...others } ='],
        ['    const sub = chooseSubject', '    const declared = { ...others, exp: 0 }\n    const sub = chooseSubject'],
      ],
      ['a client has the lifetime of all others', ['client.lifetimeSeconds ?? Infinity', 'Infinity']],
      ['a token for another issuer has declared claims', ['      kind.type === ACCESS_TOKEN\n', '      kind.type\n']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/request/lifetime.ts',
    ['jwt-factory/oauth/granted/own-claims.test.ts'],
    [
      ['a request chooses any lifetime', [' && seconds <= mostSeconds', '']],
      [
        'a lifetime in the address is lost',
        ["[query['lifetime'], form.get('lifetime')].flat()", "[form.get('lifetime')]"],
      ],
      ['of two lifetimes one counts', ['if (more.length === 0)', 'if (more.length >= 0)']],
    ],
  ),
]
