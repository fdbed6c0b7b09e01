import { mutantsOf } from './mutant.ts'

const FORWARD = 'core/http/forward'

/** What holds where requests are passed on. */
export const FORWARD_MUTANTS = [
  ...mutantsOf(
    `${FORWARD}/request-head.ts`,
    [`${FORWARD}/forward.test.ts`],
    [
      [
        'fields that Connection names go on',
        ['const stays = staysHere(headers.connection)', 'const stays = staysHere(undefined)'],
      ],
      ['a client says what the caller says', ['stays(lower) || changes?.takesAway(lower)', 'stays(lower)']],
    ],
  ),
  ...mutantsOf(
    `${FORWARD}/header-changes.ts`,
    [`${FORWARD}/forward.test.ts`],
    [
      [
        'another spelling gets through',
        ["OTHER_SPELLING.test(name) ? name.replaceAll(/[^a-z0-9]/g, '-') : name", 'name'],
      ],
      ['what an earlier change says stays', ['if (added.length > 0)\n', 'if (added.length > 999)\n']],
    ],
  ),
  ...mutantsOf(
    `${FORWARD}/refusals.ts`,
    [`${FORWARD}/refusals.test.ts`],
    [
      ['any coding goes on', ["coding.toLowerCase() !== 'chunked'", 'coding.length > 99']],
      ['two hosts go on', ['hosts.length > 1', 'hosts.length > 2']],
      ['too many headers go on', ['>= 2 * MAX_HEADERS', '>= 20 * MAX_HEADERS']],
    ],
  ),
  ...mutantsOf(
    `${FORWARD}/answer-head.ts`,
    [`${FORWARD}/refusals.test.ts`],
    [['an answer in any coding goes back', ["coding.toLowerCase() !== 'chunked'", 'coding.length > 99']]],
  ),
  ...mutantsOf(
    `${FORWARD}/upgrade.ts`,
    [`${FORWARD}/upgrade.test.ts`],
    [
      [
        'any protocol may be changed to',
        ['asked.filter((name) => allowed.includes(name.toLowerCase()))', 'allowed.length > 0 ? asked : []'],
      ],
      [
        'a body before the change goes on',
        ['hasBody(request) ?', 'hasBody(request) && request.complete && request.url === undefined ?'],
      ],
    ],
  ),
  ...mutantsOf(
    `${FORWARD}/forward.ts`,
    [`${FORWARD}/upgrade.test.ts`],
    [['tunnels have no bound', ['createShare(limits.tunnels)', 'createShare(100 * limits.tunnels)']]],
  ),
  ...mutantsOf(
    `${FORWARD}/tunnel.ts`,
    [`${FORWARD}/upgrade.test.ts`],
    [['a tunnel may be silent for ever', ['now - movedAt > times.tunnelSilence', 'now < 0']]],
  ),
  ...mutantsOf(
    `${FORWARD}/repeat.ts`,
    [`${FORWARD}/kept-connections.test.ts`],
    [['what is not idempotent is sent twice', [' && IDEMPOTENT.has(method)', '']]],
  ),
  ...mutantsOf(
    `${FORWARD}/tries.ts`,
    [`${FORWARD}/tries.test.ts`],
    [
      ['what is for once is sent twice', ['if (headAgain) tries.head = await headAgain()', 'await headAgain?.()']],
      ['a spent token is said to be no good', ['isSecond && REFUSES', '!isSecond && REFUSES']],
    ],
  ),
  ...mutantsOf(
    `${FORWARD}/node-client.ts`,
    [`${FORWARD}/extra-bytes.test.ts`],
    [['what follows an answer cuts it off', ['isOver || answer?.complete', 'isOver']]],
  ),
  ...mutantsOf(
    `${FORWARD}/share.ts`,
    [`${FORWARD}/share.test.ts`, `${FORWARD}/shares.test.ts`],
    [['one client gets all', ['own >= TIMES_THE_FREE * (most - taken)', 'taken >= most']]],
  ),
  ...mutantsOf(
    `${FORWARD}/upstream.ts`,
    [`${FORWARD}/kept-connections.test.ts`, `${FORWARD}/shares.test.ts`],
    [
      ['any number waits for a target', ['connections * (1 + IN_LINE)', '1000 * (1 + IN_LINE)']],
      [
        'who waits for what it holds itself is forgotten',
        ['for (const [next, its] of waiting)', 'for (const [next, its] of [])'],
      ],
    ],
  ),
  ...mutantsOf(
    `${FORWARD}/upstream.ts`,
    [`${FORWARD}/kept-connections.test.ts`],
    [
      [
        'each client has all the connections',
        ['busy.taken + client.idle + other.idle > connections', 'busy.taken > connections'],
      ],
    ],
  ),
  ...mutantsOf(
    `${FORWARD}/plain-client.ts`,
    [`${FORWARD}/kept-connections.test.ts`, `${FORWARD}/early-answers.test.ts`, `${FORWARD}/framing.test.ts`],
    [
      ['a 100 that nobody asked for is no answer', ['status === 0 && isUnaskedContinue(error)', 'false']],
      ['whoever says it is asked twice each time', ['if (isUnread) isUnfit()', '']],
      [
        'one that broke is not tried again',
        ['const isUnheard = kept !== undefined', 'const isUnheard = kept === null'],
      ],
      ['any that broke is tried again', ['const isUnheard = kept !== undefined && ', 'const isUnheard = ']],
      ['what has no body waits for one', ['status === 204 || status === 304', 'status === 999']],
    ],
  ),
  ...mutantsOf(
    `${FORWARD}/answer-back.ts`,
    [`${FORWARD}/early-answers.test.ts`],
    [['a reason that cannot be written ends the process', ["UNWRITABLE_REASON.test(reason) ? '' : reason", 'reason']]],
  ),
  ...mutantsOf(
    `${FORWARD}/answer-back.ts`,
    [`${FORWARD}/garbled-answers.test.ts`],
    [['an answer whose connection is over begins', ['isBroken() || flush()', 'flush()']]],
  ),
  ...mutantsOf(
    `${FORWARD}/exchange.ts`,
    [`${FORWARD}/garbled-answers.test.ts`],
    [['a 101 that nobody has asked for goes back', ['!read || status < 200', '!read']]],
  ),
  ...mutantsOf(
    `${FORWARD}/connect-options.ts`,
    [`${FORWARD}/targets.test.ts`],
    [['any certificate is believed', ['tls?.isUnchecked !== true', 'false']]],
  ),
  ...mutantsOf(
    `${FORWARD}/exchange.ts`,
    [`${FORWARD}/times.test.ts`],
    [
      [
        'half an answer looks whole',
        [
          "if (response.headersSent) return breakOff('upstream', cause)",
          'if (response.headersSent) return void response.end()',
        ],
      ],
    ],
  ),
  ...mutantsOf(
    `${FORWARD}/client-sockets.ts`,
    [`${FORWARD}/client-sockets.test.ts`],
    [
      ['nobody makes room', ['count >= most && !makeRoom()', 'count >= most']],
      ['one on which nothing is asked is kept', [' || (isIdle(entry) && now - entry.idleSince > idle)', '']],
      ['who never hears the last word is kept', ['isDeaf || ', '']],
      ['what is under way does not count', ['!entry || entry.underWay > 0', '!entry']],
    ],
  ),
  ...mutantsOf(
    'core/http/last-word.ts',
    [`${FORWARD}/server.test.ts`],
    [['a half that is kept open keeps all', ['socket.end(text, () => socket.destroy())', 'socket.end(text)']]],
  ),
  ...mutantsOf(
    `${FORWARD}/server.ts`,
    [`${FORWARD}/server.test.ts`],
    [['what is not answered is overtaken', ['if (clients.handOut(request.socket)) upgrade', 'if (clients) upgrade']]],
  ),
]
