import { mutantsOf } from './mutant.ts'

export const HTTP_MUTANTS = [
  ...mutantsOf(
    'core/http/app.ts',
    ['core/http/app.test.ts'],
    [
      ['a query makes objects', ["'query parser', 'simple'", "'query parser', 'extended'"]],
      ['an address has several spellings', ["app.set('case sensitive routing', true)", '']],
    ],
  ),
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
      [
        'what is full of those who wait never empties',
        ['    startNext(first)\n    startNext(ahead)\n    while', '    while'],
      ],
      ['a body that waits costs nothing', ['hasBody(request) ? bodyCost(request) : 0', '0']],
      ['a packed body counts with what it has', ['isPacked(request) ? PACKED : body.length', 'body.length']],
      ['all turns begin at once', ['MAX_STARTS = 8', 'MAX_STARTS = 8000']],
    ],
  ),
  ...mutantsOf(
    'core/http/listen.ts',
    ['core/http/slow-requests.test.ts'],
    [['a request may take for ever', ['requestTimeout: slowest', 'requestTimeout: 0']]],
  ),
  ...mutantsOf(
    'core/http/tls-door.ts',
    ['core/http/tls-door.test.ts'],
    [['a handshake may be begun again without end', [', secureOptions: ONE_HANDSHAKE', '']]],
  ),
  ...mutantsOf(
    'core/http/connections.ts',
    ['core/http/slow-requests.test.ts'],
    [['a greeting may take for ever', ['if (deadline < now) socket.destroy()', 'if (deadline < 0) socket.destroy()']]],
  ),
  ...mutantsOf(
    'core/http/guard.ts',
    ['core/http/guard.test.ts'],
    [
      [
        'a page may give its own name to this machine',
        ['if (isKnown(nameIn(value), hosts)) return next()', 'return next()'],
      ],
      ['a page of another origin is one of ours', ['origin === own || origins.has(origin)', 'true']],
    ],
  ),
  ...mutantsOf(
    'core/http/collect-answer.ts',
    ['core/http/collect-answer.test.ts'],
    [
      ['a call that was given up goes on', ['connection?.abort(reason)', '']],
      ['what was given up is sent later', ['if (reasonToStop) controller.abort(reasonToStop)', '']],
    ],
  ),
  ...mutantsOf(
    'core/http/peer.ts',
    ['core/http/peer.test.ts'],
    [
      ['an answer may have any size', ['maxResponseSize: MAX_ANSWER_BYTES,', '']],
      [
        'an answer may have a byte more',
        ['maxResponseSize: MAX_ANSWER_BYTES,', 'maxResponseSize: MAX_ANSWER_BYTES + 1,'],
      ],
      ['any process of the sandbox may answer', ['servername: name, ', "servername: 'localhost', "]],
      ['the deadline of the caller is forgotten', [', context.deadline - clock.monotonic())', ')']],
      ['the callee gets all of the time', ['CALLEE_SHARE = 0.9', 'CALLEE_SHARE = 1']],
    ],
  ),
  ...mutantsOf(
    'core/http/tls.ts',
    ['core/http/tls.test.ts'],
    [
      ['certificates are never renewed', ['certificate.validToDate.getTime() > lasts ?', 'true ?']],
      ['a certificate may begin in the future', ['certificate.validFromDate.getTime() > begun', 'false']],
      [
        'the key of another certificate is taken',
        ['!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))', 'false'],
      ],
      ['a new CA is made in silence', ["if (why !== undefined) tell('ca.pem',", "if (why === '') tell('ca.pem',"]],
    ],
  ),
]
