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
    ['tests/environment.process.test.ts'],
    [['a flag lets a process speak old TLS', ['...TLS_RULES, ', '']]],
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
    'core/http/collect-answer.ts',
    ['core/http/collect-answer.test.ts'],
    [
      ['a call that was given up goes on', ['connection?.abort(reason)', '']],
      ['what was given up is sent later', ['if (reasonToStop) controller.abort(reasonToStop)', '']],
    ],
  ),
  ...mutantsOf(
    'core/http/certificates/faults.ts',
    ['core/http/tls.test.ts', 'core/http/tls-renewal.test.ts'],
    [
      ['certificates are never renewed', ['to.getTime() > now + RENEW_DAYS * DAY', 'true']],
      ['a certificate may begin in the future', ['from.getTime() > now)', 'false)']],
      ['the key of another certificate is taken', ['return fits ?', 'return true ?']],
      ['a name may be missing', ['lacking.length > 0', 'false']],
      ['a name that is asked for no longer stays', ['count === names.length', 'true']],
      ['certificates of earlier versions stay', ['if (lacking.length === 0)', 'if (raw.length > 0)']],
    ],
  ),
  ...mutantsOf(
    'core/http/renew-tls.ts',
    ['core/http/renew-tls.test.ts'],
    [
      ['nobody looks at the certificate of a process that runs', ['void look())', 'void 0)']],
      ['an authority that was signed anew is not trusted', ['found.ca === tls.ca', 'found.ca !== undefined']],
      [
        'a look that fails ends the process',
        ["log.warn({ reason, ends: endOf(tls), advice: UNTIL_THEN }, 'certificate-not-renewed')", 'throw error'],
      ],
    ],
  ),
  ...mutantsOf(
    'core/http/peer-connector.ts',
    ['tests/renewed-certificates.test.ts'],
    [
      [
        'a process trusts the authority of its start for ever',
        ['if (now !== trusted) connect = undefined', 'if (trusted === undefined) connect = undefined'],
      ],
    ],
  ),
  ...mutantsOf(
    'apps/service/start.ts',
    ['tests/renewed-certificates.test.ts'],
    [
      [
        'a service shows the certificate of its start for ever',
        ['ports.renew((tls = renewed))', 'void (tls = renewed)'],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/start.ts',
    ['tests/renewed-certificates.test.ts'],
    [['the factory shows the certificate of its start for ever', ['use: ports.renew,', 'use: () => {},']]],
  ),
  ...mutantsOf(
    'core/http/certificates/authority.ts',
    ['core/http/tls.test.ts', 'core/http/tls-renewal.test.ts'],
    [
      [
        'a new CA is made in silence',
        ['if (fault && found.cert !== undefined) tell', 'if (!fault && found.cert !== undefined) tell'],
      ],
      [
        'a CA that lacks something gives way to a new one',
        ["isWhole(found) && fault?.kind !== 'unusable'", 'isWhole(found) && fault === undefined'],
      ],
      ['a key that was left alone is told of', ['if (fault && found.cert !== undefined)', 'if (fault)']],
    ],
  ),
  ...mutantsOf(
    'core/http/certificates/complete.ts',
    ['core/http/certificates/complete.test.ts'],
    [
      ['a serial number may be negative', ['& 0x7f) | 0x40', '& 0xff) | 0x80']],
      ['serial numbers are short', ['randomBytes(16)', 'randomBytes(2)']],
      ['each authority has the same name', ['keyId.slice(0, 8)', "''"]],
      ['a certificate outlives its authority', ['notAfter < issuer.notAfter ? notAfter : issuer.notAfter', 'notAfter']],
      ['a certificate begins just now', ['BACKDATED = 3_600_000', 'BACKDATED = 0']],
    ],
  ),
]
