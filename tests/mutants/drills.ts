import { mutantsOf } from './mutant.ts'

/** Of the judges of the drills. */
export const DRILL_MUTANTS = [
  ...mutantsOf(
    'apps/drill/judge-drill.ts',
    ['apps/drill/judge-drill.test.ts'],
    [['every key that is missing is as it should be', ["fault === 'revoked-key'", "fault?.endsWith('-key') === true"]]],
  ),
  ...mutantsOf(
    'apps/drill/judge-drill.ts',
    ['apps/drill/render-verdict.test.ts'],
    [['it passes with one lost call', ['if (failures > 0)', 'if (failures > 1)']]],
  ),
  ...mutantsOf(
    'apps/drill/call-figures.ts',
    ['apps/drill/render-verdict.test.ts', 'apps/drill/sidecars/render-sidecars.test.ts'],
    [['nobody is told that calls did not count', ['count === 0 ?', 'count >= 0 ?']]],
  ),
  ...mutantsOf(
    'apps/drill/render-verifier.ts',
    ['apps/drill/render-verifier.test.ts'],
    [['the drill of a verifier passes with one lost call', ['verdict.lost === 0', 'verdict.lost <= 1']]],
  ),
  ...mutantsOf(
    'apps/drill/sidecars/render-sidecars.ts',
    ['apps/drill/sidecars/render-sidecars.test.ts'],
    [
      ['the drill of the sidecars passes with one lost call', ['sumOfFaults(lost) > 0', 'sumOfFaults(lost) > 1']],
      ['it passes with one odd call', ['sumOfFaults(otherFaults) > 0', 'sumOfFaults(otherFaults) > 1']],
    ],
  ),
  ...mutantsOf(
    'apps/drill/sidecars/judge-sidecars.ts',
    ['apps/drill/sidecars/judge-sidecars.test.ts'],
    [
      ['a key is missed before any rotation', ["return turnOf(call) < 0 ? 'other' : 'lost'", "return 'lost'"]],
      [
        'slowness excuses a key that is gone',
        ['if (isKeyFault(fault)) return', 'if (isKeyFault(fault) && !wasSlow(call)) return'],
      ],
      ['slowness excuses everything', ['SLOW_FAULTS.has(fault) && wasSlow(call)', 'wasSlow(call)']],
      [
        'no verifier has to ask anew',
        ['fault === CANNOT_ASK && isDuring(call)', 'isDuring(call) && fault === undefined'],
      ],
    ],
  ),
]
