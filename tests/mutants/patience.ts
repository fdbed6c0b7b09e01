import { mutantsOf, type Mutant } from './mutant.ts'

export const PATIENCE_MUTANTS: readonly Mutant[] = [
  ...mutantsOf(
    'core/config/patience.ts',
    ['apps/neighbours/patience.test.ts'],
    [
      ['keys are waited for as long on any machine', ['fetch: play * SHARE_OF_FETCH', 'fetch: 2500']],
      ['nobody has longer than half a minute to open', ['Math.max(LEAST_FOR_OPENING, play)', 'LEAST_FOR_OPENING']],
      ['the agent of a relay has five seconds for its token', ['    play,', '    play: 5000,']],
    ],
  ),
  ...mutantsOf(
    'apps/neighbours/gateways/open-gateways.ts',
    ['apps/neighbours/patience.test.ts'],
    [['a gateway has little time for its key', ['{ machine, patience })', '{ machine, patience: { fetch: 3000 } })']]],
  ),
  ...mutantsOf(
    'apps/neighbours/mesh/user-keys.ts',
    ['apps/neighbours/patience.test.ts'],
    [['a policy says how long the factory is waited for', ['isOurs ? {', 'false ? {']]],
  ),
  ...mutantsOf(
    'apps/sidecar/verifier/open-verifier.ts',
    ['apps/neighbours/patience.test.ts'],
    [['a verifier of the sandbox waits as it does alone', ['...(patience && {', '...(false && {']]],
  ),
  ...mutantsOf(
    'apps/mesh/sidecar.ts',
    ['apps/neighbours/patience.test.ts'],
    [['a sidecar of the mesh waits as it does alone', ['limits: forwardTimes }', '}']]],
  ),
]
