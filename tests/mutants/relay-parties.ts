import { mutantsOf } from './mutant.ts'

const PLAYED_RELAYS = ['tests/relays.sandbox.test.ts']

/** The relays of scenario 14: what a play asks of them, how its tokens end, and what the console shows of them. */
export const RELAY_PARTY_MUTANTS = [
  ...mutantsOf(
    'apps/neighbours/time-of-traces.ts',
    ['apps/neighbours/time-of-traces.test.ts'],
    [
      [
        'time passes for all traces',
        ['[...(open.get(traceId) ?? [])]', '[...open.values()].flatMap((each) => [...each])'],
      ],
      [
        'a connection that has ended is there for ever',
        ["expiry.signal.addEventListener('abort', () => leave(traceId, expiry))", ''],
      ],
      ['one that was closed is there for ever', ['        leave(traceId, expiry)\n      }', '      }']],
      ['what ends later comes of the same step', ['causes.delete(traceId)', '']],
      ['it is answered before anything has ended', ['await nextTurn()', '']],
    ],
  ),
  ...mutantsOf(
    'core/http/until-expiry.ts',
    ['apps/neighbours/time-of-traces.test.ts'],
    [
      ['time that passes twice counts once', ['passed += by', 'passed = by']],
      ['a connection that was closed ends once more', ['if (wait.signal.aborted) return', '']],
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
    ['no time passes', ['{ by: by / 1000 }', '{ by: 1 }']],
  ]),
  ...mutantsOf('apps/neighbours/relays/open-relays.ts', PLAYED_RELAYS, [
    ['a relay lets time pass for nobody', ['        untilOver: ({ trace }', '        notOver: ({ trace }']],
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
