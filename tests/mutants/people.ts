import { mutantsOf } from './mutant.ts'

const TOKENS = ['jwt-factory/people/tokens/strict-tokens.test.ts']
const STOKE = ['jwt-factory/people/tokens/stoke-tokens.test.ts']
const PASSWORDS = ['jwt-factory/people/passwords/passwords.test.ts']
const TIMELINE = ['jwt-factory/people/keys/timeline.test.ts']
const PLAYS = ['jwt-factory/people/plays/plays.test.ts']
const AT_FACTORY = [
  'jwt-factory/people/at-factory/factory-people.test.ts',
  'jwt-factory/people/at-factory/factory-people-settings.test.ts',
]
const DIALECT = ['core/access/dialects/stoke/stoke.test.ts', 'core/access/dialects/stoke/rules.test.ts']

/** Who gets a token, who is believed by the client of Stoke, and what passwords and keys have to do with it. */
export const PEOPLE_MUTANTS = [
  ...mutantsOf('jwt-factory/people/plays/play-directories.ts', PLAYS, [
    ['a play never ends', ['JSON.stringify(document), until())', 'JSON.stringify(document))']],
    ['a play that changes something never ends', ['playSlot(name), until())', 'playSlot(name))']],
    ['two plays share a directory', ['randomInt(MOST_DIRECTORIES)', '1']],
  ]),
  ...mutantsOf('jwt-factory/people/plays/known-passwords.ts', PLAYS, [
    ['a wrong password is remembered', ['(isRight ? undefined : forget())', '(isRight ? undefined : undefined)']],
    ['each play costs a hash', ['if (asked) return asked', 'if (false as boolean) return asked']],
  ]),
  ...mutantsOf('jwt-factory/people/plays/open-play-people.ts', PLAYS, [
    [
      'people of plays are those that are administered',
      ["const PLAYS_OF_PEOPLE = 'play-people'", "const PLAYS_OF_PEOPLE = 'example-people'"],
    ],
  ]),
  ...mutantsOf('jwt-factory/people/plays/play-people.ts', PLAYS, [
    ['in a play anybody administers', ['if (mayAdminister(', 'if (true || mayAdminister(']],
  ]),
  ...mutantsOf(
    'apps/service/routes/answer-person.ts',
    ['tests/people-plays.sandbox.test.ts'],
    [
      [
        'who lacks a claim is let in',
        [
          'if (lacking === undefined) return sendJson(response, 200, verdict)',
          'return sendJson(response, 200, verdict)',
        ],
      ],
      ['the token of a person needs no TLS', ['if (!(request.socket instanceof TLSSocket))', 'if (false as boolean)']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/people/at-factory/open-factory-people.ts',
    ['tests/people.sandbox.test.ts'],
    [['the audit log goes with the clock', ['    auditing: { store: lasting, clock: machine },\n', '']]],
  ),
  ...mutantsOf('jwt-factory/people/at-factory/open-factory-people.ts', AT_FACTORY, [
    ['others meet the examples', ['settings.peopleInit === undefined && isHere', 'settings.peopleInit === undefined']],
    ['the examples share a room with the others', ["isExample ? 'example-people' : 'people'", "'people'"]],
    ['PEOPLE=off does nothing', ['parts.config.people ? await', 'parts.config ? await']],
    ['the log has the password', ['advice: KEPT_PASSWORD', 'advice: password']],
    ['people share the store with the factory', ['const own = createSpacedStore(store, name)', 'const own = store']],
  ]),
  ...mutantsOf(
    'jwt-factory/people/at-factory/late-people.ts',
    ['tests/people.sandbox.test.ts'],
    [['after a reset no key signs', ['    await opened?.rings.ensure(PEOPLE_RING)\n', '']]],
  ),
  ...mutantsOf('jwt-factory/people/at-factory/late-people.ts', AT_FACTORY, [
    [
      'a start opens people',
      ['handlers: [openFirst, ...one.handlers]', 'handlers: (void openOnce(), [openFirst, ...one.handlers])'],
    ],
  ]),
  ...mutantsOf('jwt-factory/people/at-factory/factory-people-config.ts', AT_FACTORY, [
    ['a setting that nobody honours is taken', ['if (faults.length > 0) throw', 'if (false as boolean) throw']],
  ]),
  ...mutantsOf('jwt-factory/people/tokens/families.ts', TOKENS, [
    [
      'a refresh value comes again',
      ['family.renewed === renewed &&', 'true &&'],
      ['if (family.renewed !== renewed) {', 'if (false as boolean) {'],
    ],
    [
      'whoever uses a value twice ends nothing',
      ['const revoked = await revoke(id)', 'const revoked = undefined as never'],
    ],
    ['a value goes with any token', ['entry?.tokenId !== tokenId', 'entry === undefined']],
    [
      'what was revoked goes on',
      ['!family.isRevoked && family.renewed', 'family.renewed'],
      ["if (family.isRevoked) throw new PeopleRefused('revoked-login')\n", ''],
    ],
    [
      'whoever renews without end fills the store',
      ['mayRenew(each) && hasRoom(each)', 'mayRenew(each)'],
      ['if (!hasRoom(family)) throw', 'if (false as boolean) throw'],
    ],
    ['the limit counts nothing', ['(limit === 0 || renewed < limit)', 'true']],
    ['a value lives as long as its family', ['JSON.stringify(entry), token.exp * 1000)', 'JSON.stringify(entry))']],
  ]),
  ...mutantsOf('jwt-factory/people/tokens/strict-tokens.ts', TOKENS, [
    ['a token outlives its key', ['Math.min(planned, Math.floor(keys.endOfActive() / 1000))', 'planned']],
    ['a key at its end costs the refresh value', ['      moment() // before the refresh value is used up\n', '']],
    ['a new password changes nothing', ['!person || passwordMark(person) !== spent.mark', '!person']],
    ['whoever left the group goes on', ['!hasRequired(person, spent.scope)', 'false']],
    ['a directory says who issued a token', ['withoutIssuersClaims(person.claims)', 'person.claims']],
  ]),
  ...mutantsOf('jwt-factory/people/tokens/renewal-count.ts', STOKE, [
    ['one renewal too many', ["left === undefined || left === '0'", 'left === undefined']],
  ]),
  ...mutantsOf('jwt-factory/people/tokens/stoke-tokens.ts', STOKE, [
    [
      'any refresh value will do',
      ['if (!(await isRefreshFor(text, refresh, keys.published())))', 'if (false as boolean)'],
    ],
    ['it may be spelled in any way', [" || padded(signature.toString('base64url')) !== refresh", '']],
  ]),
  ...mutantsOf('jwt-factory/people/tokens/scope.ts', ['jwt-factory/people/tokens/members.test.ts'], [
    ['one claim of several is enough', ['.every((', '.some((']],
  ]), // prettier-ignore
  ...mutantsOf('jwt-factory/people/tokens/login.ts', ['jwt-factory/people/tokens/login.test.ts'], [
    ['a wrong password waits for nothing', ['    await guesses?.wrong(guessed)\n', '']],
    ['nobody looks at required claims', ['!hasRequired(person, request)', 'false']],
  ]), // prettier-ignore
  ...mutantsOf('jwt-factory/people/passwords/passwords.ts', PASSWORDS, [
    ['an empty password may be one', ['message.length > 0 && message.length <=', 'message.length <=']],
    ['nobody is told faster than somebody', ['const hash = await inTurn(() => argon2id(isPassword', 'if (!known) return false\n      const hash = await inTurn(() => argon2id(isPassword']], // prettier-ignore
    [
      'the salt is what it is base64 of',
      ['const bytes = Buffer.from(salt)', "const bytes = Buffer.from(salt, 'base64')"],
    ],
  ]),
  ...mutantsOf('jwt-factory/people/passwords/argon2-parameters.ts', PASSWORDS, [
    ['it takes less memory', ['memory: 19_456', 'memory: 19_455']],
  ]),
  ...mutantsOf('jwt-factory/people/passwords/in-turn.ts', ['jwt-factory/people/passwords/in-turn.test.ts'], [
    ['many at a time', ['    if (running < atOnce) {', '    if (true as boolean) {']],
    ['as many as like wait', ['if (held >= Math.ceil((left * 3) / 4))', 'if (false as boolean)']],
    ['one caller takes all places', ['Math.ceil((left * 3) / 4)', 'left']],
    ['everybody waits behind all of a flood', ['++turns % 2 === 0', '++turns > 0']],
    ['who is new again and again is always first', ['++turns % 2 === 0', '++turns < 0']],
    ['who has gone keeps a place', ['(waiting.delete(begin), reject', '(reject']],
  ]), // prettier-ignore
  ...mutantsOf('jwt-factory/people/keys/timeline.ts', TIMELINE, [
    ['a life counts from use', ["lifetimeCountsFrom: 'publication'", "lifetimeCountsFrom: 'use'"]],
    ['clients look again too early', ['return end + AFTER_THE_END', 'return end']],
    ['a key that is late changes nothing', ['Math.max(planned, next ?', 'Math.max(planned, next && false ?']],
  ]),
  ...mutantsOf('core/access/dialects/stoke/stoke.ts', DIALECT, [
    [
      'a key id means something',
      ['algorithm === alg && algorithm', "algorithm === alg && form.header['kid'] !== 7 && algorithm"],
    ],
    ['a token lives for ever', ['exp !== undefined && seconds >= exp', 'false']],
    ['keys that are away are a bug', ["throw new AccessRefused('cannot-decide', { cause })", 'throw cause']],
  ]),
  ...mutantsOf('core/access/dialects/stoke/go-claims.ts', DIALECT, [
    ['a text is an audience', ['mayBeText && typeof audience', 'typeof audience']],
    [
      'a text is a date',
      ['/^-?\\d{1,19}$/', '/^"?-?\\d{1,19}"?$/'],
      ['BigInt(value)', "BigInt(value.replaceAll('\"', ''))"],
    ],
  ]),
  ...mutantsOf('core/access/stoke-keys.ts', ['core/access/stoke-keys.test.ts'], [
    ['keys are never old', ['!known || now() > known.lookAgainAt', '!known']],
    ['a server that is away is asked by every request', ['Math.abs(now() - askedAt) < FETCH_PACE', 'false']],
    ['a clock that is set back stops it', ['Math.abs(now() - askedAt)', '(now() - askedAt)']],
  ]), // prettier-ignore
  ...mutantsOf('core/access/claim-pattern.ts', ['core/access/claim-needs.test.ts'], [
    ['two repetitions', [".replaceAll(/[^*+?]/g, '').length > 1", ".replaceAll(/[^*+?]/g, '').length > 2"]],
    ['a value without end', ['value.length <= LONGEST_MATCHED && ', '']],
  ]), // prettier-ignore
]
