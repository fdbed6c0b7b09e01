import { mutantsOf } from './mutant.ts'

/** A token, or its key, is over while something is waited for. */
export const TOKEN_END_MUTANTS = [
  ...mutantsOf(
    'core/token/verify.ts',
    ['core/token/verify-late-keys.test.ts'],
    [['a token is judged by the moment when it came', ['  e.seconds = e.now() / 1000\n', '']]],
  ),
  ...mutantsOf(
    'testkit/matchers/fresh-token.ts',
    ['testkit/matchers/made-anew.test.ts', 'testkit/matchers/refuse-every.test.ts'],
    [
      ['tokens are sent that were made long ago', ['(make ? make() : token)', '(make === undefined ? token : token)']],
      ['a token that ends on the way is refused for its defect', ['end >= exp * 1000', 'end < 0']],
    ],
  ),
  ...mutantsOf(
    'testkit/matchers/refuse-every.ts',
    ['testkit/matchers/refuse-every.test.ts'],
    [['who has failed goes on sending', [' || isOver', '']]],
  ),
  ...mutantsOf(
    'testkit/tokens/must-refuse.ts',
    ['testkit/matchers/made-anew.test.ts'],
    [
      [
        'the dates of a callback are those of long ago',
        ['(await make(id, { ...facts }))[at]', '(await make(id, facts))[at]'],
      ],
      ['a case cannot be copied', ["'make', { value: make }", "'make', { value: make, enumerable: true }"]],
    ],
  ),
  ...mutantsOf(
    'core/access/judge.ts',
    ['core/access/judge-cache.test.ts'],
    [['a check may wait beyond the end of a token', ['      notExpired(claims, trust, clock.now() / 1000)', '']]],
  ),
  ...mutantsOf(
    'testkit/verify/token-guard.ts',
    ['testkit/verify/ends-meanwhile.test.ts'],
    [
      [
        'so may what a service asks besides',
        ['    notExpired(claims, trust, clock.now() / 1000)', '    void notExpired'],
      ],
    ],
  ),
]
