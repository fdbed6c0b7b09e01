import { mutantsOf } from './mutant.ts'

export const CORE_MUTANTS = [
  ...mutantsOf(
    'core/access/introspection.ts',
    ['apps/service/verifiers/trust-modes.test.ts'],
    [
      ['a yes about a token for somebody else counts', ['[issuer, audience, notExpired]', '[issuer, notExpired]']],
      ['a yes about an expired token counts', ['[issuer, audience, notExpired]', '[issuer, audience]']],
    ],
  ),
  ...mutantsOf(
    'core/config/setting.ts',
    ['core/config/setting-bounds.test.ts'],
    [
      ['a secret may have 15 characters', ['value.length >= 16', 'value.length >= 15']],
      ['clocks may differ by more', ['wholeNumber(0, MOST_LEEWAY,', 'wholeNumber(0, MOST_LEEWAY + 1,']],
    ],
  ),
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
      [
        'each body that waits costs as much as all of them',
        [' && !others.some((other) => hasBody(other.request))', ''],
      ],
      ['all turns begin at once', ['MAX_STARTS = 8', 'MAX_STARTS = 8000']],
      ['what a body cost is never given back', ['    heir.cost += WAITING_BODY\n', '']],
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
    'core/http/peer.ts',
    ['core/http/peer.test.ts'],
    [
      ['an answer may have any size', ['maxResponseSize: MAX_ANSWER_BYTES,', '']],
      [
        'an answer may have a byte more',
        ['maxResponseSize: MAX_ANSWER_BYTES,', 'maxResponseSize: MAX_ANSWER_BYTES + 1,'],
      ],
      ['any process of the sandbox may answer', ['servername: name, ', "servername: 'localhost', "]],
      ['the deadline of the caller is forgotten', [', context.deadline - systemClock.monotonic())', ')']],
      ['the callee gets all of the time', ['CALLEE_SHARE = 0.9', 'CALLEE_SHARE = 1']],
    ],
  ),
  ...mutantsOf(
    'core/http/tls.ts',
    ['core/http/tls.test.ts'],
    [
      ['certificates are never renewed', [' && certificate.validToDate.getTime() > renewAt', '']],
      [
        'the key of another certificate is taken',
        ['.checkPrivateKey(createPrivateKey(key)) ? { cert, key }', ' ? { cert, key }'],
      ],
    ],
  ),
  ...mutantsOf(
    'core/key-sources/fetch-pace.ts',
    ['core/key-sources/remote-keys-slow.test.ts', 'core/key-sources/remote-keys.test.ts'],
    [
      ['everybody may wait', ['if (waiting >= MAX_WAITING)', 'if (waiting < 0)']],
      ['there is no cool-down', ['if (rest > 0) await clock.delay(rest)', '']],
    ],
  ),
  ...mutantsOf(
    'core/key-sources/remote-key-set.ts',
    ['core/key-sources/remote-keys-slow.test.ts'],
    [
      [
        'a new max-age on 304 is ignored',
        ['cacheControl === undefined ? known.maxAge : maxAgeSeconds(cacheControl) * 1000', 'known.maxAge'],
      ],
    ],
  ),
  ...mutantsOf(
    'core/key-sources/remote-keys.ts',
    ['core/key-sources/remote-keys-slow.test.ts', 'core/key-sources/remote-keys-outage.test.ts'],
    [
      ['a slow answer is as fresh as its end', ['known, askedAt, tell)', 'known, clock.monotonic(), tell)']],
      ['a withdrawn key costs a fetch each time', ['isWithdrawn() && age() < COOL_DOWN', 'isWithdrawn() && age() < 0']],
      ['old keys are believed for ever', ['age() >= STALENESS_BOUND', 'age() >= Infinity']],
    ],
  ),
  ...mutantsOf(
    'core/keys/verification-key.ts',
    ['core/keys/private-members.test.ts'],
    [['a private member is taken', ["'dq', ", '']]],
  ),
]
