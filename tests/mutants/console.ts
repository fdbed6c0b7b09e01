import { mutantsOf } from './mutant.ts'

const BENCH = ['apps/console/api/bench-routes.test.ts']

/** What a page of the console may do, and what it says of tokens. */
export const CONSOLE_MUTANTS = [
  ...mutantsOf('apps/console/bench/choose-keys.ts', BENCH, [
    ['the console asks any program of this machine for keys', ['|| name === undefined)', '|| name === null)']],
    ['the console asks any host for keys', ['!isHttp || !isHere ||', '!isHttp ||']],
  ]),
  ...mutantsOf('apps/console/api/bench-routes.ts', BENCH, [
    [
      'anybody lets the factory sign',
      ["'lets the factory sign what is written',\n      ...changes,", "'lets the factory sign what is written',"],
    ],
    ['anybody sends tokens', ["{token, to, scenario}',\n      ...changes,", "{token, to, scenario}',"]],
  ]),
  ...mutantsOf('apps/console/bench/check-token.ts', BENCH, [
    [
      'an empty field looks as if it were checked',
      ["expected[field] === '' && outcome", "expected[field] === '-' && outcome"],
    ],
  ]),
  ...mutantsOf(
    'apps/console/pages/clients/curl-line.ts',
    ['apps/console/pages/clients/curl-line.test.ts'],
    [['a scope ends the quotes around it', ['text.replaceAll("\'"', "text.replaceAll('~'"]]],
  ),
  ...mutantsOf(
    'core/token/every-check.ts',
    ['core/token/every-check.test.ts'],
    [
      [
        'a check compares a claim of a wrong type',
        ['return reads.find((claim) => faulty.includes(claim))', 'return undefined'],
      ],
      ['a check looks at what nobody could read', ['examination[each] === undefined', 'examination[each] === null']],
    ],
  ),
  ...mutantsOf(
    'core/token/dissect/pasted.ts',
    ['core/token/dissect/dissect.test.ts'],
    [['signs that nobody sees stay in a token', ["text.replaceAll(INVISIBLE, '')", "text.replaceAll('~', '')"]]],
  ),
  ...mutantsOf(
    'apps/console/live/tell-processes.ts',
    ['apps/console/live/tell-processes.test.ts'],
    [['clocks are moved where one of them cannot be', ['if (first) return', 'if (false && first) return']]],
  ),
  ...mutantsOf(
    'core/control/ring-routes.ts',
    ['core/control/ring-routes.test.ts'],
    [
      [
        'what the timer does next is told of the rings that were asked for alone',
        ['firstMove(all)', 'firstMove(told)'],
      ],
    ],
  ),
]
