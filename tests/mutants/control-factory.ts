import { mutantsOf } from './mutant.ts'

/** What the factory alone can be told. */
export const FACTORY_CONTROL_MUTANTS = [
  ...mutantsOf(
    'jwt-factory/control/client-changes.ts',
    ['jwt-factory/control/client-changes.test.ts'],
    [
      ['any number of clients is changed', ['changed.size >= MAX_CHANGES', 'changed.size < 0']],
      ['changed clients stay', ['    clients.clear()\n', '']],
      ['a change lands after a reset', ['generation !== generation', 'generation < generation']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/control/mint.ts',
    ['jwt-factory/control/mint-rings.test.ts'],
    [['a minted token needs no room', ['room.admit(by.ring, () => rings.ensure(by.ring))', 'rings.ensure(by.ring)']]],
  ),
  ...mutantsOf(
    'jwt-factory/control/sign-anything.ts',
    ['jwt-factory/control/sign-anything.test.ts'],
    [
      [
        'a key signs in whichever way it can',
        ['if (!isFor(key, kind, algorithm))', 'if (!isFor(key, kind, algorithm) && !key)'],
      ],
    ],
  ),
]
