import { mutantsOf } from './mutant.ts'

export const CORE_MUTANTS = [
  ...mutantsOf(
    'core/token/redact.ts',
    ['core/token/redact.test.ts', 'core/token/redact-words.test.ts'],
    [
      ['the credentials of a client are shown', ["includes(':') ?", "includes('::') ?"]],
      ['a name with the letters of a header in it is a token', [' && isWordStart(run, index, escaped)', '']],
      ['a token within a word is none', [' || isObjectInJson(run, index, dot)', '']],
      ['a word of people is a token', ['behind >= LEAST_BEHIND', 'behind >= 0']],
    ],
  ),
  ...mutantsOf(
    'core/log-pace.ts',
    ['core/log-pace.test.ts'],
    [
      ['a second lasts for ever', ['if (clock.monotonic() - begin >= ONE_SECOND) closeSecond()', '']],
      ['a flood has as many lines as its beginning', ['most: LINES_IN_A_FLOOD', 'most: LINES_AT_ONCE']],
      ['nobody says how many were left out at the end', ['stopTelling ??= clock.every(ONE_SECOND, closeSecond)', '']],
      ['a flood never ends', ['} else events.delete(event)', '} else state.lines = 0']],
    ],
  ),
  ...mutantsOf(
    'core/trace/held-tokens.ts',
    ['core/trace/held-tokens.test.ts'],
    [
      ['tokens are held for ever', ['until > clock.monotonic() && ', '']],
      ['any number of plays is held', [' && plays.size <= limits.plays', '']],
      ['any number of bytes is held', [' && size <= limits.bytes', '']],
      ['any number of tokens of a play is held', ['play.tokens.length >= limits.tokens || ', '']],
    ],
  ),
  ...mutantsOf(
    'core/trace/recorder.ts',
    ['core/trace/held-tokens.test.ts'],
    [['tokens are held whether a play asks or not', ['void (holdsTokens && held', 'void (true && held']]],
  ),
  ...mutantsOf(
    'core/token/quick-signatures.ts',
    ['core/token/quick-signatures.test.ts'],
    [
      ['the salt of PS256 may have any length', ['RSA_PSS_SALTLEN_DIGEST', 'RSA_PSS_SALTLEN_AUTO']],
      ['ES256 is signed and checked as in certificates', ["'ieee-p1363'", "'der'"]],
    ],
  ),
  ...mutantsOf(
    'core/token/signature-length.ts',
    ['core/token/quick-signatures.test.ts', 'core/token/gateway-algorithms.test.ts'],
    [['a signature has a second form', ['return bits === undefined ||', 'return true ||']]],
  ),
  ...mutantsOf(
    'core/token/verify-signature.ts',
    ['core/token/quick-signatures.test.ts'],
    [['a signature that does not hold is believed', ['else if (!isGood)', 'else if (false)']]],
  ),
  ...mutantsOf(
    'core/token/claim-rules.ts',
    ['core/access/introspection.test.ts'],
    ['issuer', 'audience', 'required', 'notExpired', 'active', 'issuedBefore', 'maxLifetime', 'unbound'].map(
      (rule) => [`a yes of the factory that breaks the rule ${rule} counts`, [`\n  ${rule},`, '']] as const,
    ),
  ),
  ...mutantsOf(
    'core/token/verify.ts',
    ['core/token/verify.test.ts'],
    [['a key that is over is believed', ['e.key.exp !== undefined && ', 'e.key.exp === Infinity && ']]],
  ),
  ...mutantsOf(
    'core/keys/verification-key.ts',
    ['core/keys/key-set.test.ts'],
    [['a key id may have any length', ['kid.length > LONGEST_KEY_ID', 'kid.length < 0']]],
  ),
  ...mutantsOf(
    'core/config/setting.ts',
    ['core/config/setting-bounds.test.ts'],
    [
      [
        'a secret may have 15 characters',
        ["value.length >= 16, 'is too short for a secret", "value.length >= 15, 'is too short for a secret"],
      ],
      [
        'a token may have 15 characters',
        ["value.length >= 16, 'is too short for a token", "value.length >= 15, 'is too short for a token"],
      ],
      ['clocks may differ by more', ['wholeNumber(0, MOST_LEEWAY,', 'wholeNumber(0, MOST_LEEWAY + 1,']],
    ],
  ),
  ...mutantsOf(
    'core/rings/folder-vault.ts',
    ['core/rings/folder-vault.test.ts'],
    [['a file that is being written is told of', [' || isTemporary(name)', '']]],
  ),
  ...mutantsOf(
    'core/key-sources/fetch-pace.ts',
    [
      'core/key-sources/remote-keys-slow.test.ts',
      'core/key-sources/remote-keys-flood.test.ts',
      'core/key-sources/remote-keys.test.ts',
    ],
    [
      ['everybody may wait', ['if (waiting[line] >= most)', 'if (waiting[line] < 0)']],
      [
        'who waits for a fetch to come is as many as share one',
        ["wait('next', MAX_WAITING", "wait('next', MAX_SHARING"],
      ],
      ['before the first set there is as little room as later', ['(ended === 0 ?', '(ended < 0 ?']],
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
    [['an age that cannot be read is a long one', ['MOST_SECONDS) * 1000 : 0', 'MOST_SECONDS) * 1000 : 1e6']]],
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
    ['core/key-sources/remote-keys-flood.test.ts'],
    [
      [
        'who is one too many is told what was known',
        ['if (error instanceof TooManyWaiting && overdue() >= OVERDUE_BOUND) refuseToDecide(error)', ''],
      ],
      ['who is one too many is told nothing, at once', ['OVERDUE_BOUND = 10_000', 'OVERDUE_BOUND = 0']],
      ['strangers wait where the others do', ['overdue() >= 0 && (!known || find(hint))', 'overdue() >= 0']],
    ],
  ),
  ...mutantsOf(
    'core/key-sources/remote-keys.ts',
    ['core/key-sources/remote-keys-slow.test.ts', 'core/key-sources/remote-keys-outage.test.ts'],
    [
      ['a slow answer is as fresh as its end', ['known, askedAt, tell)', 'known, clock.monotonic(), tell)']],
      ['a withdrawn key costs a fetch each time', ['answeredAt < COOL_DOWN', 'answeredAt < 0']],
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
      [
        'a fraction with too many digits is rounded',
        ['digitsOf(literal) === digitsOf(JSON.stringify(number))', 'digitsOf(literal) !== literal.repeat(9)'],
      ],
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
    'core/config/issuer-spelling.ts',
    ['core/config/issuer-spelling.test.ts'],
    [
      ['an issuer has dots in its path', ["path !== '' && path !== url.pathname", "path === '#'"]],
      ['an issuer has two slashes in a row', ["path.includes('//')", "path.includes('#')"]],
      ['an issuer has an empty user', ["authority.includes('@')", "authority === '@'"]],
      ['a host is written in any way', ["replace(usualPort, '') !== url.host", "replace(usualPort, '') === ''"]],
    ],
  ),
]
