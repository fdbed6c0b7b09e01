import { mutantsOf } from './mutant.ts'

export const CORE_MUTANTS = [
  ...mutantsOf(
    'core/files/leftovers.ts',
    ['core/files/leftovers.test.ts'],
    [
      ['what is being written is removed', ['> LEFT_AFTER)', '> 0)']],
      ['what is dated ahead stays for ever', ['Math.abs(ages[index] ?? 0)', '(ages[index] ?? 0)']],
      ['foreign files are removed', ['.filter(isTemporary)', ".filter((name) => name.endsWith('.tmp'))"]],
    ],
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
    'core/store/redis-clock.ts',
    ['core/store/redis-clock.test.ts'],
    [
      ['a Redis may live in another time', ['!(Math.abs(ahead) <= MOST_APART)', 'Number.isNaN(ahead)']],
      ['clocks are compared once for ever', ['< COMPARE_EVERY', '< Infinity']],
    ],
  ),
  ...mutantsOf(
    'core/store/redis-store.ts',
    ['core/store/redis-store.process.test.ts'],
    [
      ['nobody compares the clocks', ['      if (!time.isSure()) await time.compare()\n', '']],
      ['a Redis that is ahead forgets too early', ['time.toRedis(expiresAt)', 'expiresAt']],
      ['a full Redis is one that cannot be reached', [', { detail: detailOf(error) }', '']],
    ],
  ),
  ...mutantsOf(
    'core/keys/verification-key.ts',
    ['core/keys/key-set.test.ts'],
    [['a key id may have any length', ['kid.length > LONGEST_KEY_ID', 'kid.length < 0']]],
  ),
  ...mutantsOf(
    'core/files/held-folder.ts',
    ['core/files/held-folder.process.test.ts'],
    [
      ['who shares a folder keeps nobody out', ["'BEGIN; SELECT count(*) FROM sqlite_schema'", "'BEGIN'"]],
      ['who is alone shares', ["'BEGIN EXCLUSIVE'", "'BEGIN; SELECT count(*) FROM sqlite_schema'"]],
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
      ['the public keys of others are not looked at', ['of foldersOf(publicFiles))', 'of foldersOf([]))']],
      ['a folder on the way may be open to all', ['segments.slice(0, at)', 'segments.slice(0, -1)']],
      ['the private half of a dump is public', ['(?:key|private)', '(?:key)']],
      ['the folder for all keys is not looked at', ["if (loose.name === '')", "if (loose.name === '.')"]],
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
      ['what is deleted still takes room', ['bytes -= bytesOfEntry(key, entry.value)', '']],
      ['each space is swept by itself', ['for (const each of spaces.values()) for', 'for (const each of [space]) for']],
    ],
  ),
]
