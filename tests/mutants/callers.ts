import { mutantsOf } from './mutant.ts'

/** Who calls, by which name, and what may be asked. */
export const CALLER_MUTANTS = [
  ...mutantsOf(
    'core/http/query.ts',
    ['core/http/query.test.ts'],
    [
      [
        'an unknown parameter is passed over',
        ['if (!parameter) throw refuse', 'if (!parameter) continue\n    if (!parameter) throw refuse'],
      ],
      ['any word means yes', [': undefined\n  },\n  takes', ': true\n  },\n  takes']],
    ],
  ),
  ...mutantsOf(
    'core/http/local.ts',
    ['core/http/local.test.ts'],
    [
      ['other machines read the tokens of a play', ['return isLoopback(socket.remoteAddress) && ', 'return ']],
      ['whoever a proxy asks for reads the tokens of a play', [' && !isForAnother', '']],
      ['any name will do to read the tokens of a play', [' && names.every(isOwnName)', '']],
    ],
  ),
  ...mutantsOf(
    'core/http/local.ts',
    ['tests/play-tokens.sandbox.test.ts'],
    [['the tokens of a play are given on the TLS port', ['!(request.socket instanceof TLSSocket) && ', '']]],
  ),
  ...mutantsOf(
    'core/http/pretty.ts',
    ['tests/json-answers.test.ts'],
    [
      [
        'an answer ends without a newline',
        ['wantsPretty(request) ? 2 : undefined)}\\n`', 'wantsPretty(request) ? 2 : undefined)}`'],
      ],
      ['?pretty=maybe is taken', ['if (pretty !== undefined) readQuery', 'if (pretty === undefined) readQuery']],
    ],
  ),
  ...mutantsOf(
    'core/http/loopback.ts',
    ['core/http/loopback.test.ts', 'core/http/peer.test.ts'],
    [['a stranger at the other loopback is not noticed', ['if (!isMissing(error)) throw error', '']]],
  ),
  ...mutantsOf(
    'core/http/find-host.ts',
    ['core/http/find-host.test.ts', 'core/http/peer.test.ts'],
    [
      ['the machine decides what localhost is', ["name !== 'localhost'", 'true']],
      [
        'a process that was busy gives up an address that answered',
        ['    autoSelectFamilyAttemptTimeout: TILL_NEXT_ADDRESS,\n', ''],
      ],
      [
        'another machine is waited for as this one is',
        ['return { lookup }', 'return { lookup, autoSelectFamilyAttemptTimeout: TILL_NEXT_ADDRESS }'],
      ],
    ],
  ),
  ...mutantsOf(
    'core/http/explicit.ts',
    ['tests/environment.process.test.ts'],
    [
      ['a flag lets a sloppy parser read requests', [', insecureHTTPParser: false', '']],
      ['a flag lets headers have any size', ['maxHeaderSize: MAX_HEADER_BYTES', '']],
    ],
  ),
  ...mutantsOf(
    'core/http/explicit.ts',
    ['core/http/peer.test.ts'],
    [
      [
        'a flag lets old TLS be spoken',
        ["  minVersion: 'TLSv1.2',\n  maxVersion: 'TLSv1.3',\n  ciphers: constants.defaultCoreCipherList,\n", ''],
      ],
    ],
  ),
  ...mutantsOf(
    'core/http/guard.ts',
    ['core/http/guard-target.test.ts'],
    [['whom a target names is not looked at', ['[value, ...authorityOf(request)]', '[value]']]],
  ),
  ...mutantsOf(
    'core/http/guard.ts',
    ['core/http/app.test.ts'],
    [['a stranger writes what it likes into an answer', [".replaceAll(/[^a-z0-9._:-]/g, '?')", '']]],
  ),
  ...mutantsOf(
    'core/http/guard.ts',
    ['core/http/guard.test.ts'],
    [
      ['a page may give its own name to this machine', ['if (foreign === undefined) return next()', 'return next()']],
      ['a page of another origin is one of ours', ['origin === own || origins.has(origin)', 'true']],
    ],
  ),
  ...mutantsOf(
    'core/http/peer-connector.ts',
    ['core/http/peer.test.ts'],
    [['any process of the sandbox may answer', ['servername: name,', "servername: 'localhost',"]]],
  ),
  ...mutantsOf(
    'core/http/peer.ts',
    ['core/http/peer.test.ts'],
    [
      ['an answer may have any size', ['        bounds.bytes,', '        Infinity,']],
      ['an answer may have a byte more', ['        bounds.bytes,', '        bounds.bytes + 1,']],
      ['the deadline of the caller is forgotten', [', context.deadline - clock.monotonic())', ')']],
      ['the callee gets all of the time', ['CALLEE_SHARE = 0.9', 'CALLEE_SHARE = 1']],
    ],
  ),
  ...mutantsOf(
    'core/http/tls.ts',
    ['core/http/tls-renewal.test.ts'],
    [['without its key a CA gives way to a new one', ['isBelieved(found) && !(await canSign(folder))', 'false']]],
  ),
]
