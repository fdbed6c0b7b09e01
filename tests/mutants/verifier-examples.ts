import { mutantsOf } from './mutant.ts'

const SERVICES = ['tests/verifier-examples.process.test.ts']

/** What people copy, as far as it is in a language that the table can read. */
export const VERIFIER_EXAMPLE_MUTANTS = [
  ...mutantsOf('examples/verifiers/node/believe.mjs', SERVICES, [
    ['an RSA-PSS signature has two forms', ['!isCanonical || !isWhole', '!isCanonical']],
    ['a token for somebody else is for us', ['audience === undefined && payload.aud !== undefined', 'false']],
    ['the start of a value will do', ["text.split(',').includes(value)", 'text.includes(value)']],
  ]),
  ...mutantsOf('examples/verifiers/node/people-keys.mjs', SERVICES, [
    ['each waiting request fetches', ['fetching ??= lookAgain()', 'fetching = lookAgain()']],
    ['a new key is a wrong one while people are away', ['if (isAway && isMissing())', 'if (false)']],
  ]),
  ...mutantsOf(
    'examples/verifiers/browser/session.mjs',
    ['tests/in-browser/verifier-client.process.test.ts'],
    [
      ['nobody renews', ['    timer = setTimeout(renewNow, milliseconds)\n', '']],
      ['a renewal that nobody answered ends the login', ['else renewIn(TRY_AGAIN)', "else end('?')"]],
    ],
  ),
]
