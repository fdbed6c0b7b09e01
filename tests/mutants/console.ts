import { mutantsOf } from './mutant.ts'

const BENCH = ['apps/console/api/bench-routes.test.ts']

/** What a page of the console may do, and what it says of tokens. */
export const CONSOLE_MUTANTS = [
  ...mutantsOf(
    'apps/console/plays/outcome.ts',
    ['apps/console/plays/outcome.test.ts'],
    [
      ['a play is good of which steps are missing', ['untold.length > 0', 'untold.length > 100']],
      [
        'what your own service did counts for nothing',
        ['if (!step.verdict) return step', 'if (step.verdict) return step'],
      ],
    ],
  ),
  ...mutantsOf(
    'apps/console/plays/collect-story.ts',
    ['apps/console/plays/collect-story.test.ts'],
    [['a call is shown with the request of another one', ['[id, at + 1]', '[id, at]']]],
  ),
  ...mutantsOf(
    'apps/console/plays/request-of.ts',
    ['apps/console/plays/collect-story.test.ts'],
    [['of a call that was sent again the first answer is shown', ['findLast', 'find']]],
  ),
  ...mutantsOf(
    'apps/console/plays/plays.ts',
    ['apps/console/plays/plays.test.ts', 'apps/console/api/bench-signs-and-sends.test.ts'],
    [
      ['a play has the steps of another one', ['({ id }) => id === told.stepId', "({ verb }) => verb === 'plays'"]],
      [
        'nobody says what your own service did with the token of the bench',
        ['if (isYours?.(to)) recorder', 'if (!isYours) recorder'],
      ],
    ],
  ),
  ...mutantsOf(
    'apps/console/pages/bench/still-asked.ts',
    ['apps/console/pages/bench/still-asked.test.ts'],
    [['a verdict stays beside other expectations', ['[text, keys, expected]', '[text, keys]']]],
  ),
  ...mutantsOf('apps/console/bench/choose-keys.ts', BENCH, [
    ['the console asks any program of this machine for keys', ['|| name === undefined)', '|| name === null)']],
    ['the console asks any host for keys', ['!isHttp || !isHere ||', '!isHttp ||']],
  ]),
  ...mutantsOf('apps/console/api/bench-routes.ts', BENCH, [
    [
      'anybody lets the factory sign',
      ["'lets the factory sign what is written',\n      ...changes,", "'lets the factory sign what is written',"],
    ],
    ['anybody sends tokens', ["{token, to, scenario, brought}',\n      ...changes,", "{token, to, scenario}',"]],
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
  ...mutantsOf(
    'apps/console/live/house.ts',
    ['apps/console/live/house.test.ts'],
    [
      [
        'a process that has ended looks as if it were up',
        ['become(name, { status: isUp', 'if (isUp) become(name, { status: isUp'],
      ],
      ['a process whose control plane is off looks as if it were down', ["? 'untold' : 'down'", "? 'down' : 'down'"]],
      [
        'a process that is down looks as if its control plane were off',
        ["? 'untold' : 'down'", "? 'untold' : 'untold'"],
      ],
      ['the clock of a process stands still between its events', ['timeOn(clock, later)', 'timeOn(clock, 0)']],
      [
        'pages are told of what has not changed',
        ['=== JSON.stringify(next)) return', '=== JSON.stringify(next)) void 0'],
      ],
      ['pages are told of nothing', ['    if (listeners.size > 0) tellListeners()\n', '']],
      ['pages are told of each change by itself', ['TELL_EACH, {', '0, {']],
      ['nothing but the state of a process is passed on', ['      onEvent(name, event)\n', '']],
    ],
  ),
  ...mutantsOf(
    'apps/console/plays/plays.ts',
    ['apps/console/plays/plays.test.ts'],
    [['who plays in the same trace replaces a play', ['play?.answer !== undefined', 'false']]],
  ),
  ...mutantsOf(
    'apps/console/live/ask.ts',
    ['apps/console/live/ask.test.ts'],
    [
      [
        'a play goes along a connection that may have ended',
        ["method === 'GET' && LOOKS.test(path)", "method === 'GET'"],
      ],
      ['each look opens a connection', ['...(isLook(question) && { connections }),', '']],
      ['who asks does not say so', ["headers: { 'user-agent': CONSOLE_NAME, ...question.headers },", '']],
    ],
  ),
  ...mutantsOf(
    'core/http/ask-plain.ts',
    ['core/http/ask-plain.test.ts'],
    [
      ['an old connection that has ended is a failure', ['if (isOld) return', 'if (false && isOld) return']],
      ['a question on a new connection is asked twice', ['asked.reusedSocket && error.code', 'error.code']],
      ['there is no bound to connections', ['maxSockets: MOST_CONNECTIONS, ', '']],
    ],
  ),
  ...mutantsOf(
    'apps/console/live/read-control.ts',
    ['apps/console/api/captured-requests.test.ts'],
    [['every trace leads to a play', ['plays.get(traceId) !== undefined && {', 'true && {']]],
  ),
]
