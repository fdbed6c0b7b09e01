import { mutantsOf } from './mutant.ts'

/** What holds between a port and a handler. */
export const CONNECTION_MUTANTS = [
  ...mutantsOf(
    'core/http/drain.ts',
    ['core/http/drain.test.ts'],
    [
      ['what is worked on is cut at shutdown', [' && !all.some(isWorkedOn)', '']],
      ['a half request is waited for', ['++sweeps > MAX_SWEEPS', '++sweeps > 100 * MAX_SWEEPS']],
    ],
  ),
  ...mutantsOf(
    'core/http/body.ts',
    ['core/http/body-size.test.ts'],
    [['a body may be larger', ['MAX_BODY = 102_400', 'MAX_BODY = 103_400']]],
  ),
  ...mutantsOf(
    'core/http/body.ts',
    ['core/http/one-at-a-time.test.ts'],
    [['half a body stays until it is collected', ["if (typeof body === 'string') free(bytes)", '']]],
  ),
  ...mutantsOf(
    'core/http/one-at-a-time.ts',
    ['core/http/one-at-a-time.test.ts'],
    [
      ['a body that waits costs nothing', ['hasBody(request) ? bodyCost(request) : 0', '0']],
      ['a packed body counts with what it has', ['isPacked(request) ? PACKED : body.length', 'body.length']],
      ['a large body counts as a small one', ['1 + Math.floor(length / BYTES_OF_A_START)', '1']],
      [
        'a body that has come begins at once',
        ['rounds.enter(line, { connection, weight, go: () => work(connection, turn) })', 'work(connection, turn)'],
        ['const weight = 1 + Math.floor(length / BYTES_OF_A_START)', ''],
      ],
    ],
  ),
  ...mutantsOf(
    'core/http/rounds.ts',
    ['core/http/one-at-a-time.test.ts'],
    [
      ['all turns begin at once', ['MAX_STARTS = 8', 'MAX_STARTS = 8000']],
      [
        'what is full of those who wait never empties',
        ['    startNext(lines.first)\n    startNext(lines.ahead)\n    while', '    while'],
      ],
    ],
  ),
  ...mutantsOf(
    'core/http/places.ts',
    ['core/http/places.test.ts'],
    [
      ['no place is kept for who is new', ['hasAsked ? FOR_WHO_IS_NEW : 0', '0']],
      ['who is gone keeps a place for ever', ['if (turn.response.closed) return', 'if (!turn) return']],
      ['a place is never free again', ["turn.response.once('prefinish', leave).once('close', leave)", '']],
    ],
  ),
  ...mutantsOf(
    'core/http/one-at-a-time.ts',
    ['core/http/listen.test.ts'],
    [
      [
        'all may wait for an answer',
        ['if (!places.take(connection, turn)) return void tooBusy', 'if (!request) return void tooBusy'],
      ],
    ],
  ),
  ...mutantsOf(
    'core/http/listen.ts',
    ['core/http/slow-requests.test.ts'],
    [['a request may take for ever', ['requestTimeout: slowest', 'requestTimeout: 0']]],
  ),
  ...mutantsOf(
    'core/http/tls-door.ts',
    ['tests/environment.process.test.ts'],
    [['a flag lets a process speak old TLS', ['...TLS_RULES, ', '']]],
  ),
  ...mutantsOf(
    'core/http/tls-door.ts',
    ['core/http/tls-door.test.ts'],
    [['a handshake may be begun again without end', [', secureOptions: ONE_HANDSHAKE', '']]],
  ),
  ...mutantsOf(
    'core/http/newcomers.ts',
    ['core/http/newcomers.test.ts'],
    [
      ['any number of newcomers is held', ['oldest && waiting.size >= most', 'oldest && waiting.size >= 2 * most']],
      ['who is let in is sent away later', ['letIn: (socket) => void waiting.delete(socket)', 'letIn: () => {}']],
      [
        'who says nothing stays',
        ['      if (since >= tooLate) return\n      socket.destroy()', '      if (since >= tooLate) return'],
      ],
      ['who has just come goes', ['      if (since >= tooLate) return\n', '']],
      ['who has gone takes room', ["socket.once('close', () => waiting.delete(socket))", '']],
    ],
  ),
  ...mutantsOf(
    'core/http/agree-in-line.ts',
    ['core/http/agree-in-line.test.ts'],
    [
      [
        'who says nothing holds up the end',
        ['() => void (server.listening || newcomers.turnAway())', '() => void (!server.listening)'],
      ],
    ],
  ),
  ...mutantsOf(
    'core/http/greeting-line.ts',
    ['core/http/tls-door.test.ts'],
    [
      ['all connections may greet at once', ['greeters.size < MAX_GREETERS', 'greeters.size < 2 * MAX_GREETERS']],
      ['who has agreed counts on', ['agreed: leave', 'agreed: letIn']],
      [
        'who never agrees keeps its room',
        ['clock.monotonic() - SLOW_GREETING', 'clock.monotonic() - 100 * SLOW_GREETING'],
      ],
      ['who has just begun makes room', ['|| since >= slowSince', '']],
      ['all who are slow go for one', ['wanted-- <= 0 || ', '']],
      [
        'who waits is seen when somebody else comes',
        ['stopLooking ??= clock.every(LOOK_FOR_SLOW, letIn)', 'stopLooking = undefined'],
      ],
      ['a queue holds up who comes after it', ['isLastFirst = !isLastFirst', '']],
    ],
  ),
  ...mutantsOf(
    'core/http/connections.ts',
    ['core/http/connections.test.ts'],
    [['a greeting may take for ever', ['connection.deadline < now', 'connection.deadline < 0']]],
  ),
  ...mutantsOf(
    'core/http/connections.ts',
    ['core/http/connections.test.ts'],
    [
      ['empty lines keep a connection', [' || idleFor(connection, now) > KEEP_ALIVE + 2 * patience', '']],
      ['TLS may carry nothing without end', [' || saysNothing(connection)', '']],
      ['each byte in a record of its own is too little', ['BYTES_FOR_ONE = 30', 'BYTES_FOR_ONE = 20']],
    ],
  ),
]
