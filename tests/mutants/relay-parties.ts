import { mutantsOf } from './mutant.ts'

const PLAYED_RELAYS = ['tests/relays.sandbox.test.ts']

/** The relays of scenario 14: what a play asks of them, whose clock it moves, and what the console shows of them. */
export const RELAY_PARTY_MUTANTS = [
  ...mutantsOf(
    'core/control/controlled-clock.ts',
    ['core/control/controlled-clock.test.ts'],
    [
      ['a clock that is set back is a moved one for good', ['isMoved = rate !== 1 ||', 'isMoved = rate === 1 ||']],
      ['one with a skew is taken for that of the machine', ['|| skew !== 0 ||', '||']],
    ],
  ),
  ...mutantsOf(
    'apps/neighbours/clock-ahead.ts',
    ['apps/neighbours/clock-ahead.test.ts'],
    [
      ['whoever is gone leaves it ahead', ['=> back(id)) })', '=> {}) })']],
      ['after a reset it goes back once more', ['if (before !== resets) return id', '']],
      ['any number have it ahead', ['if (ahead.size + moving >= MOST_PLAYS_AHEAD)', 'if (ahead.size < 0)']],
    ],
  ),
  ...mutantsOf('apps/neighbours/relays/agents-of-b.ts', PLAYED_RELAYS, [
    ['the agent has no right to listen', ['relay: { listen: [ENDPOINT_OF_B] }', 'relay: {}']],
  ]),
  ...mutantsOf('apps/neighbours/relays/open-relays.ts', PLAYED_RELAYS, [
    ['what was refused outlives a reset', ['for (const relay of relays) relay.forgetRefusals()', '']],
  ]),
  ...mutantsOf('apps/relay/server/later-steps.ts', PLAYED_RELAYS, [
    ['what Piko hands on is no lesson', ["what: 'to keep the token to itself'", "what: 'to do anything'"]],
  ]),
  ...mutantsOf('apps/service/stage/outlive-token.ts', PLAYED_RELAYS, [
    ['the clock stays ahead', ['      await back()\n', '']],
  ]),
  ...mutantsOf(
    'apps/console/relay/read-relays.ts',
    ['apps/console/api/relay-routes.test.ts'],
    [
      ['all that was refused stands on the page', ['.slice(0, MOST_REFUSALS_SHOWN)', '']],
      ['refusals are not counted', ['sum + Number(each)', 'sum']],
    ],
  ),
  ...mutantsOf(
    'apps/relay/tunnel/drain-session.ts',
    ['apps/relay/tunnel/drain-session.test.ts'],
    [['a tunnel that was cut is drained', ['if (session.destroyed) return // it', '// it']]],
  ),
]
