import { mutantsOf } from './mutant.ts'

const ROOM = 'jwt-factory/registry'

/** Of the key registry. */
export const REGISTRY_MUTANTS = [
  ...mutantsOf(
    'core/registry/published-key.ts',
    ['core/registry/published-key.test.ts'],
    [
      ['a key may have any name', ['kid !== thumbprint && kid !== `${thumbprint}=`', 'kid === undefined']],
      ['an RSA key of any length comes in', ['plain.length > LONGEST_NUMBER_TEXT', 'plain.length < 0']],
      ['one key has many thumbprints', ['[0] === 0)\n', '[0] === 256)\n']],
    ],
  ),
  ...mutantsOf(
    `${ROOM}/publish-key.ts`,
    [`${ROOM}/publish-key.test.ts`, `${ROOM}/approval.test.ts`, `${ROOM}/retired-keys.test.ts`],
    [
      ['whoever comes when all keys are gone is the first', [' && !service.wasApproved', '']],
      ['a retired key signs for others', ["if (signer && state === 'approved')", 'if (signer)']],
      ['with all, a rotation needs no person', ["signer && rules.approval !== 'all'\n", 'signer\n']],
      ['keys that wait have no bound', ['waiting.length < MOST_PENDING', 'waiting.length < Infinity']],
      ['keys that wait stay for good', ['if (left <= 0)', 'if (left < -Infinity)']],
      [
        'a stranger keeps a service from its rotation',
        ['(key.replaces === undefined) === (made.replaces === undefined)', 'true'],
      ],
      ['the grace of all is kept for good', ['++retired > MOST_RETIRED', '++retired > Infinity']],
      [
        'a revoked key comes back',
        ["if (state !== undefined && state !== 'pending') throw", "if (state === 'retired') throw"],
      ],
    ],
  ),
  ...mutantsOf(
    `${ROOM}/await-key.ts`,
    [`${ROOM}/await-key.test.ts`],
    [
      ['any text is awaited', ['THUMBPRINT.test(kid', '/./.test(kid']],
      ['what is approved or awaited has no bound', ['.length < MOST_APPROVED', '.length < Infinity']],
      [
        'a stranger is the first under a name that a person has spoken for',
        ['wasApproved: true', 'wasApproved: false'],
      ],
    ],
  ),
  ...mutantsOf(
    `${ROOM}/publish-key.ts`,
    [`${ROOM}/await-key.test.ts`],
    [['a key that is awaited waits', ["? 'person'\n", '? undefined\n']]],
  ),
  ...mutantsOf(
    `${ROOM}/spend-request.ts`,
    [`${ROOM}/publish-key.test.ts`],
    [
      ['a request is good twice', ['spent.some(([other]) => other === id)', 'spent.length < 0']],
      ['what strangers do is remembered without end', ['waiting.slice(1 - MOST_SPENT_WAITING)', 'waiting']],
      ['what a service does is remembered without end', ['approved.length < MOST_SPENT', 'approved.length < Infinity']],
    ],
  ),
  ...mutantsOf(
    `${ROOM}/service-keys.ts`,
    [`${ROOM}/publish-key.test.ts`],
    [
      ['what is over is remembered without end', ['if (++over > MOST_OVER) return []', '']],
      [
        'strangers fill what a service has done',
        ["key.is !== 'awaited') ? 'approved'", "key.is !== 'awaited') || kid ? 'approved'"],
      ],
    ],
  ),
  ...mutantsOf(
    `${ROOM}/service-room.ts`,
    [`${ROOM}/service-room.test.ts`],
    [
      ['names have no bound', ['strangers.length < MOST_STRANGERS', 'strangers.length < Infinity']],
      ['a name is taken for good', ['if (at > now) throw', 'if (at > 0) throw']],
      ['a service that is in use makes room', ['(isUsed ? UNUSED : UNASKED)', 'UNASKED']],
      ['many at once pass the bound', ["turns('room', () => makeRoom(name).then(act))", 'makeRoom(name).then(act)']],
      ['what a person keeps has no bound', ['kept.length >= MOST_KEPT', 'kept.length < 0']],
      ['a service that a person knows makes room', ['all.filter(([, { isKept }]) => !isKept)', 'all.filter(Boolean)']],
      ['notes of use stay behind', ['      await use.forget(old)\n', '']],
    ],
  ),
  ...mutantsOf(
    `${ROOM}/service-book.ts`,
    [`${ROOM}/registry.test.ts`],
    [
      [
        'of two changes at once one is lost',
        ['await store.update(SPACE, name, before, after)', '(await store.set(SPACE, name, after), true)'],
      ],
    ],
  ),
  ...mutantsOf(
    `${ROOM}/called-here.ts`,
    [`${ROOM}/called-here.test.ts`],
    [
      [
        'a JWT for another registry of this machine is good',
        [' === socket.localPort ? origin : undefined', ' > 0 ? origin : undefined'],
      ],
      ['a path is an audience', ['\\/?$/i', '/i']],
    ],
  ),
  ...mutantsOf(
    `${ROOM}/prove-publisher.ts`,
    [`${ROOM}/refused-publishers.test.ts`],
    [
      [
        'a JWT for somebody else is good',
        ['isMeantForUs(each, request, url())', 'isMeantForUs(each, request, url()) || true'],
      ],
      ['a JWT without an id is good', [", 'jti']", ']']],
      ['a JWT is good again within the leeway', ['(exp + leewaySeconds) * 1000', 'exp * 1000']],
      [
        'any key may sign',
        [
          "if (!key) throw new TokenRejected('unknown-key')\n    signedBy",
          "if (!key) throw new Error('none')\n    signedBy",
        ],
      ],
    ],
  ),
  ...mutantsOf(
    `${ROOM}/change-service-keys.ts`,
    [`${ROOM}/refused-publishers.test.ts`],
    [
      [
        'an approved key deletes others',
        [
          'keyOf: (kid) => (kid === wanted ? (ownKey(service, kid) ?? alreadyGone()) : undefined)',
          'keyOf: (kid) => ownKey(service, kid)',
        ],
      ],
      ['the address names another key than the body', ['if (key.kid === wanted) return key', 'return key']],
    ],
  ),
  ...mutantsOf(
    `${ROOM}/send-service-keys.ts`,
    [`${ROOM}/retired-keys.test.ts`],
    [
      ['a key is kept until after its grace', ['left, graceSeconds / 2)', 'left)']],
      ['a key is kept until after its end', ['LONGEST_AGE, left, ', 'LONGEST_AGE, ']],
      ['what is known is sent again', ['if (request.fresh) return', 'if (request.fresh && request.stale) return']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/control/registry-control.ts',
    ['jwt-factory/control/registry-control.test.ts'],
    [['who waits for a person is not shown first', ['Math.sign(waitingIn(b)) - Math.sign(waitingIn(a)) ||', '']]],
  ),
  ...mutantsOf(
    'core/process/command-line.ts',
    ['apps/control/options.test.ts'],
    [['a key id that begins with a hyphen is an option', ['|[\\w-]{42}=?$', '']]],
  ),
  ...mutantsOf(
    `${ROOM}/prove-publisher.ts`,
    ['tests/purpose-of-jwt.test.ts'],
    [['an assertion of a client publishes a key', ['[ofNoClient, audience]', '[audience]']]],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/proof/assertion.ts',
    ['tests/purpose-of-jwt.test.ts'],
    [
      ['what publishes a key is a grant', [' && jti !== undefined)\n', ' && jti === null)\n']],
      [
        'a service account needs a subject',
        ['sub === undefined && scope === undefined && jti', 'sub === undefined && jti'],
      ],
    ],
  ),
]
