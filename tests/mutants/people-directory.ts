import { mutantsOf } from './mutant.ts'

const DIRECTORY = 'jwt-factory/people/directory'

/** Who there is, and what their tokens say. */
export const DIRECTORY_MUTANTS = [
  ...mutantsOf(
    `${DIRECTORY}/rules.ts`,
    [`${DIRECTORY}/changes.test.ts`],
    [
      ['a person is the claim that tokens say by themselves', ['REGISTERED_NAMES.has(claim.shortName) || ', '']],
      ['what is told of a person is a claim of a group', ['reservedClaims.has(claim.shortName) || ', '']],
      ['a comma makes a superuser', ["claim.value.includes(',') && !unsafeClaims", 'false']],
    ],
  ),
  ...mutantsOf(
    `${DIRECTORY}/taken-names.ts`,
    [`${DIRECTORY}/changes.test.ts`],
    [
      ['somebody is called as another is reached', ['[username, email].map', '[username].map']],
      ['names that read the same are two', ["name.normalize('NFKC').toLowerCase()", 'name']],
      ['an entry stands in its own way', ['id !== entry.id', 'id > 0']],
    ],
  ),
  ...mutantsOf(
    `${DIRECTORY}/claims-of-person.ts`,
    [`${DIRECTORY}/claims-of-person.test.ts`],
    [
      ['what a group had is said for ever', ['!held.has(id)', 'false']],
      ['names of objects are claims', ['Object.create(null)', '{}']],
    ],
  ),
  ...mutantsOf(
    `${DIRECTORY}/changes.ts`,
    [`${DIRECTORY}/changes.test.ts`],
    [['an id is given again', ['nextId: id + 1 }, id }', 'nextId: id }, id }']]],
  ),
  ...mutantsOf(
    `${DIRECTORY}/directory.ts`,
    [`${DIRECTORY}/directory.test.ts`],
    [
      [
        'whoever is slower overwrites',
        [
          'await store.update(DIRECTORIES, name, text, written, until)',
          '(await store.set(DIRECTORIES, name, written), true)',
        ],
      ],
      ['a directory has no bound', ['written.length > LONGEST_DIRECTORY', 'false']],
    ],
  ),
  ...mutantsOf(
    `${DIRECTORY}/first-start.ts`,
    [`${DIRECTORY}/first-start.test.ts`],
    [
      [
        'members of a group become superusers',
        ['document.users.some(({ groups }) => groups.includes(held.id))', 'false'],
      ],
      [
        'whoever takes a name keeps everything from starting',
        [
          'const name = freeName(before, `Stoke: ${description.toLowerCase()}`)',
          'const name = `Stoke: ${description.toLowerCase()}`\n    void freeName',
        ],
      ],
    ],
  ),
  ...mutantsOf('jwt-factory/people/fill-directory.ts', ['jwt-factory/people/fill-directory.test.ts'], [
    ['a full directory does not start', ["error.reason !== 'full'", 'true']],
  ]), // prettier-ignore
  ...mutantsOf(
    'jwt-factory/people/dbinit/load-init-file.ts',
    ['jwt-factory/people/dbinit/load-init-file.test.ts'],
    [
      ['a file is loaded again', ['if (isLoaded(document, init)) return document\n', '']],
      ['what must not stand there is loaded', ['if (faults.length > 0)', 'if (faults.length > 99)']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/people/admin/stoke-letters.ts',
    ['jwt-factory/people/admin/stoke-letters.test.ts'],
    [
      ['a list of letters is believed', ["typeof stk !== 'string'", 'stk === undefined']],
      ['letters count without commas', ["stk.split(',')", 'stk']],
    ],
  ),
]
