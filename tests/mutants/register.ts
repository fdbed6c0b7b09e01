import { mutantsOf } from './mutant.ts'

/** The register of clients, and what follows from it. */
export const REGISTER_MUTANTS = [
  ...mutantsOf(
    'jwt-factory/registered-clients/faults-between.ts',
    ['jwt-factory/registered-clients/faults-between.test.ts', 'jwt-factory/registered-clients/open-clients.test.ts'],
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
    ['jwt-factory/control/client-changes.test.ts'],
    [['a changed client may clash with others', ['if (faults.length > 0) throw', 'if (false) throw']]],
  ),
]
