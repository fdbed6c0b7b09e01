import { mutantsOf } from './mutant.ts'

/** What the factory alone can be told. */
export const FACTORY_CONTROL_MUTANTS = [
  ...mutantsOf(
    'jwt-factory/control/client-changes.ts',
    ['jwt-factory/control/client-changes.test.ts'],
    [
      ['any number of clients is changed', ['changed.size >= MAX_CHANGES', 'changed.size < 0']],
      ['a client has any number of keys', ['length > MAX_CLIENT_KEYS', 'length < 0']],
      ['clients are as long as they like', ['further + length > MAX_DECLARED', 'others + length < 0']],
      ['changed clients stay', ['    clients.clear()\n', '']],
      ['a change lands after a reset', ['generation !== generation', 'generation < generation']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/control/list-clients.ts',
    ['jwt-factory/control/list-clients.test.ts'],
    [
      ['however many clients there are, all are listed', ['.slice(0, MOST_LISTED)', '.slice(0)']],
      [
        'issuers that were made by use are not listed',
        ['...rings.ids().filter((ringId) => ringId.startsWith(MAIN)), ', ''],
      ],
      ['the provider counts as an issuer', ['.filter((ringId) => !isLoginRing(ringId))', '']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/control/keys-of-signers.ts',
    ['jwt-factory/control/mint-rings.test.ts'],
    [['a minted token needs no room', ['room.admit(ringId, () => rings.ensure(ringId))', 'rings.ensure(ringId)']]],
  ),
  ...mutantsOf(
    'jwt-factory/control/sign-anything.ts',
    ['jwt-factory/control/sign-anything.test.ts'],
    [
      ['an RSA key of any size is imported', ['each.length > MAX_RSA_LETTERS', 'each.length < 0']],
      ['an RSA key of any size signs', ['if (isLargeRsa(key))', 'if (isLargeRsa(key) && !key)']],
      [
        'a key signs in whichever way it can',
        ['if (!isFor(key, kind, algorithm))', 'if (!isFor(key, kind, algorithm) && !key)'],
      ],
    ],
  ),
]
