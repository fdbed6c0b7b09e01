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
    'core/files/loose-files.ts',
    ['core/files/loose-files.test.ts'],
    [
      [
        'anybody may plant a public key',
        ['return (mode & WRITE) === 0 ? []', "return name !== '' || (mode & WRITE) === 0 ? []"],
      ],
      ['anybody may put files into a folder', ["['', ...names].map", 'names.map']],
      ['a group may write', ['WRITE = 0o022', 'WRITE = 0o002']],
      ['the folder for all keys is not looked at', ["if (loose.name === '')", "if (loose.name === '.')"]],
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
      ['a packed body counts with what it has', ['isPacked(request) ? PACKED : body.length', 'body.length']],
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
      ['certificates are never renewed', ['certificate.validToDate.getTime() > lasts ?', 'true ?']],
      ['a certificate may begin in the future', ['certificate.validFromDate.getTime() > begun', 'false']],
      [
        'the key of another certificate is taken',
        ['!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))', 'false'],
      ],
      ['a new CA is made in silence', ["if (why !== undefined) tell('ca.pem',", "if (why === '') tell('ca.pem',"]],
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
    [['a new max-age on 304 is ignored', ['isUnchanged && cacheControl === undefined ?', 'isUnchanged ?']]],
  ),
  ...mutantsOf(
    'core/key-sources/remote-key-set.ts',
    ['core/key-sources/remote-keys.test.ts'],
    [['an age that cannot be read is none', ['?? maxAge)', '?? 0)']]],
  ),
  ...mutantsOf(
    'core/key-sources/pinned-keys.ts',
    ['core/key-sources/pinned-keys.test.ts'],
    [
      [
        'a file is looked at by the clock on the wall',
        ['const now = clock.monotonic()', 'const now = clock.now()'],
        ['clock.monotonic() - checkedAt', 'clock.now() - checkedAt'],
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
    'core/token/secret-members.ts',
    ['core/keys/private-members.test.ts', 'core/token/decode-unverified.test.ts', 'core/token/redact.test.ts'],
    [
      ['a private member is taken', ["'dq', ", '']],
      ['every d is a private key', [" && Object.hasOwn(object, 'kty')", '']],
      ['a secret has one spelling', ["name.toLowerCase().replace(/[-_]/g, '')", 'name']],
    ],
  ),
  ...mutantsOf(
    'core/token/exact-number.ts',
    ['core/token/exact-number.test.ts'],
    [
      ['a fraction with too many digits is rounded', ['written.digits === read.digits && ', '']],
      ['the exponent is not looked at', [" && (written.digits === '' || written.scale === read.scale)", '']],
      ['the minus of a zero is lost', ["if (number === 0 && literal.startsWith('-')) return false", '']],
      ['a short number is all of what is exact', ['EXACT_DIGITS = 15', 'EXACT_DIGITS = 17']],
    ],
  ),
  ...mutantsOf(
    'core/token/decode-unverified.ts',
    ['core/token/decode-unverified.test.ts'],
    [['a private key that is an object is shown', ["if (isPrivateMember(name, object)) return '[private key]'", '']]],
  ),
  ...mutantsOf(
    'core/store/lock-wait.ts',
    ['core/store/lock-wait.test.ts'],
    [
      ['each waits for a lock in its turn', ['clock.monotonic() - lookedAt > FORGOTTEN', 'true']],
      ['who reads waits behind those who write', ['ask(question, false)', 'ask(question, true)']],
    ],
  ),
  ...mutantsOf(
    'core/store/sqlite-store.ts',
    ['core/store/lock-wait.test.ts'],
    [['a lock makes the process stand still', ['BUSY_TIMEOUT = 10', 'BUSY_TIMEOUT = 2000']]],
  ),
  ...mutantsOf(
    'core/store/sqlite-store.ts',
    ['core/store/sqlite-store.test.ts'],
    [['a clock that is ahead wipes out what lives', ['sureNow() - KEPT_AFTER', 'clock.now() - KEPT_AFTER']]],
  ),
  ...mutantsOf(
    'core/store/memory-store.ts',
    ['core/store/memory-store.test.ts'],
    [
      ['a clock that is ahead wipes out what lives', ['const now = sureNow()', 'const now = clock.now()']],
      ['what is deleted still takes room', ['bytes -= bytesOf(key, entry.value)', '']],
      ['each space is swept by itself', ['for (const each of spaces.values()) for', 'for (const each of [space]) for']],
    ],
  ),
]
