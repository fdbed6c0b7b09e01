import { mutantsOf } from './mutant.ts'

const PLAYED = ['tests/gateways.sandbox.test.ts']
const ROOM = 'apps/neighbours/gateways'

/** The gateways of scenario 13: what a play asks for, what a reset takes back, and what the console shows of them. */
export const GATEWAY_PARTY_MUTANTS = [
  ...mutantsOf(`${ROOM}/gateway-generation.ts`, PLAYED, [
    ['an expired token is minted as any', ["terms === 'minted-expired' ?", "terms === 'own' ?"]],
    ['each configuration counts for itself', ['metrics: metrics[party], credentials,', 'credentials,']],
    ['plays go by what holds without one', ['readTracestate(tracestate).gateway)', 'readTracestate(tracestate).lesson && undefined)']], // prettier-ignore
  ]),
  ...mutantsOf(`${ROOM}/open-gateways.ts`, PLAYED, [['a reset takes nothing back', ['now = begin()', 'begin()']]]), // prettier-ignore
  ...mutantsOf('apps/service/plain-party.ts', PLAYED, [
    ['a token in the query stands in the trace', ["redact(request.url ?? '')", "request.url ?? ''"]],
  ]),
  ...mutantsOf(
    `${ROOM}/gateway-secret.ts`,
    [`${ROOM}/gateway-secret.test.ts`],
    [
      ['a short secret will do', ['>= FEWEST_BYTES) return', '>= 1) return']],
      ['a secret is made each time', ['if (kept) {', 'if (!kept) {']],
    ],
  ),
  ...mutantsOf(
    'apps/console/gateway/send-through.ts',
    ['apps/console/api/gateway-routes.test.ts'],
    [['a token is shown whole', [".replace(/^(Bearer \\w{1,8}).*$/, '$1…')", '']]],
  ),
  ...mutantsOf(
    'apps/console/live/time-of-parties.ts',
    ['apps/console/api/gateway-routes.test.ts'],
    [['tokens are of the time of the machine', ['Number.isFinite(now) ? now', 'Number.isNaN(now) ? now']]],
  ),
  ...mutantsOf(
    'apps/console/plays/outcome.ts',
    ['apps/console/plays/verdict-words.test.ts'],
    [
      ['what was not noticed is an outage', ['!step || !isUnnoticed(step)', '!step || isUnnoticed(step)']],
      ['what was not kept is an outage', ['notice|keep', 'notice']],
      ['what another one did not notice is not told', ['steps.find(isUnnoticed)', 'steps.find(() => false)']],
      [
        'a token that came through all the same was refused',
        ['return unnoticedIn(steps, next) === undefined', 'return next !== at'],
      ],
    ],
  ),
]
