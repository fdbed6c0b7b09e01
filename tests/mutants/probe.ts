import { mutantsOf, type Mutant } from './mutant.ts'

export const PROBE_MUTANTS: readonly Mutant[] = [
  ...mutantsOf(
    'apps/probe/engine/in-its-time.ts',
    ['apps/probe/engine/in-its-time.test.ts'],
    [
      ['a bad verdict on the very second is looked at any time', ['if (attack.isOfItsSecond) await untilMiddleOfSecond(parts)', '']], // prettier-ignore
      ['where the very second counts, a clock that is a little ahead makes a finding', ['isOfItsSecond ? MAY_BE_AHEAD + (issuerSide.mayBeLate?.() ?? 0) : 0', '0']], // prettier-ignore
      ['the time is known at once', ['MAY_BE_AHEAD + (issuerSide.mayBeLate?.() ?? 0)', 'MAY_BE_AHEAD']],
    ],
  ),
  ...mutantsOf(
    'apps/probe/engine/send-together.ts',
    ['apps/probe/engine/limited-at-once.test.ts'],
    [
      [
        'what a limiter did not take at once counts as an answer',
        ["'unreachable'\n", "'never'\n"],
        ['status === 429 || ', ''],
      ],
      ['a flood that has lost a few connections is none', ['? [] : notTaken', '? notTaken : notTaken']],
      ['a 503 of a limiter to copies at once is a crash', ["(status === 503 && !expects.includes('503'))", 'false']],
      [
        'two copies that were believed beside a limiter are none',
        ["if (count > believed) return first('believed') ?? all[0]!", ''],
      ],
      [
        'a memory that was not filled was filled',
        ['if (notTaken.length > 0) throw', 'if (notTaken.length < 0) throw'],
        ['if (isTooFew) throw', 'if (!isTooFew && isTooFew) throw'],
      ],
    ],
  ),
  ...mutantsOf(
    'apps/probe/engine/what-broke.ts',
    ['apps/probe/engine/broken-once.test.ts'],
    [
      [
        'one 5xx is a finding, and nobody asks again',
        ["return status === 503 ? undefined : 'failed'", 'return undefined'],
      ],
      ['one answer that did not come in time is a finding', ["? undefined : 'hung'", '? undefined : undefined']],
      [
        'a long answer of the family cost is taken back by a short one',
        ["family === 'cost' ? undefined", "family === '' ? undefined"],
      ],
    ],
  ),
  ...mutantsOf(
    'apps/probe/engine/ask-doubted-again.ts',
    ['apps/probe/engine/broken-once.test.ts'],
    [
      [
        'what broke with another key set is not sent again',
        ['    if (isOver) {', '    if (isOver || needsKeySet(attack)) {'],
      ],
      ['what there was no time to send again stays a finding', ['if (passed.has(broke))', 'if (false)']],
    ],
  ),
]
