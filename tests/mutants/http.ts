import { mutantsOf } from './mutant.ts'

export const HTTP_MUTANTS = [
  ...mutantsOf(
    'core/http/authenticate.ts',
    ['core/http/authenticate.test.ts'],
    [
      ['no trace says that a request without a token was refused', ['if (!verdict) refuses(', 'if (verdict) refuses(']],
      [
        'no trace says that credentials cannot be read',
        ['if (error instanceof Problem) refuses', 'if (!error) refuses'],
      ],
    ],
  ),
  ...mutantsOf(
    'core/trace/story.ts',
    ['core/trace/story.test.ts', 'apps/service/routes/collect-trace.test.ts'],
    [
      ['who has forgotten a trace has done nothing in it', [' || kept.length === 0', '']],
      ['a trace that is full is whole', [' || kept.some(({ isLast }) => isLast)', '']],
      ['a recording that is cut is whole', ['if (recording.isCut && name', 'if (!recording.isCut && !name && name']],
      ['whoever hands out keys to all has forgotten each trace', ["step.verb === 'sends' && ", '']],
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
    'core/http/peers.ts',
    ['core/http/few-calls.test.ts'],
    [['any number of calls waits for a peer', ['        withFewCalls(\n', '        ((one: Peer) => one)(\n']]],
  ),
  ...mutantsOf(
    'core/http/few-calls.ts',
    ['core/http/few-calls.test.ts'],
    [['a call is under way for ever', ['underWay--', '']]],
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
    ['core/http/certificates/faults.test.ts'],
    [['the key of another certificate is taken', ['return fits ?', 'return true ?']]],
  ),
  ...mutantsOf(
    'core/http/certificates/faults.ts',
    ['core/http/tls.test.ts', 'core/http/tls-renewal.test.ts'],
    [
      ['certificates are never renewed', ['to.getTime() > now + RENEW_DAYS * DAY', 'true']],
      ['a certificate may begin in the future', ['from.getTime() > now)', 'false)']],
      ['a name may be missing', ['lacking.length > 0', 'false']],
      ['a name that is asked for no longer stays', ['count === names.length', 'true']],
      ['certificates of earlier versions stay', ['if (lacking.length === 0)', 'if (raw.length > 0)']],
    ],
  ),
  ...mutantsOf(
    'core/http/renew-tls.ts',
    ['core/http/renew-tls.test.ts'],
    [
      ['nobody looks at the certificate of a process that runs', ['isDue() && look()', '0']],
      ['a clock that is set back is not seen', [' || clock.now() < lookedAt - SET_BACK', '']],
      ['an authority that was signed anew is not trusted', ['found.ca === tls.ca', 'found.ca !== undefined']],
      [
        'a look that fails ends the process',
        [
          "log.warn({ reason: errorText(error), ends: endOf(tls), advice: UNTIL_THEN }, 'certificate-not-renewed')",
          'throw error',
        ],
      ],
    ],
  ),
  ...mutantsOf(
    'core/http/peer-connector.ts',
    ['tests/renewed-certificates.sandbox.test.ts'],
    [
      [
        'a process trusts the authority of its start for ever',
        ['if (now !== trusted) connect = undefined', 'if (trusted === undefined) connect = undefined'],
      ],
    ],
  ),
  ...mutantsOf(
    'core/process/own-certificate.ts',
    ['tests/renewed-certificates.sandbox.test.ts'],
    [
      [
        'a process shows the certificate of its start for ever',
        ['ports.renew((tls = renewed))', 'void (tls = renewed)'],
      ],
    ],
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
      ['each authority has the same name', ['keyId.slice(0, 8)', "''"]],
      ['a certificate outlives its authority', ['notAfter < issuer.notAfter ? notAfter : issuer.notAfter', 'notAfter']],
      ['a certificate begins just now', ['BACKDATED = 3_600_000', 'BACKDATED = 0']],
    ],
  ),
  ...mutantsOf(
    'core/http/certificates/x509.ts',
    ['core/http/certificates/complete.test.ts'],
    [
      ['a serial number may be negative', ['& 0x7f) | 0x40', '& 0xff) | 0x80']],
      ['serial numbers are short', ['randomBytes(16)', 'randomBytes(2)']],
    ],
  ),
]
