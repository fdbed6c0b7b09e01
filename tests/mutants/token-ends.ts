import { mutantsOf } from './mutant.ts'

/** A token, or its key, is over while something is waited for. */
export const TOKEN_END_MUTANTS = [
  ...mutantsOf(
    'core/token/verify.ts',
    ['core/token/verify-late-keys.test.ts'],
    [['a token is judged by the moment when it came', ['  e.seconds = e.now() / 1000\n', '']]],
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
