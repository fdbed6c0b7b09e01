import { mutantsOf } from './mutant.ts'

/** What lies on disks and in stores. */
export const FILE_MUTANTS = [
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
    'core/files/leftovers.ts',
    ['core/files/leftovers.test.ts'],
    [
      ['what is being written is removed', ['Math.abs(age) > LEFT_AFTER ||', 'Math.abs(age) > 0 ||']],
      ['what a dead process left stays for a minute', [' || isAbandoned(name)', '']],
      ['what is dated ahead stays for ever', ['Math.abs(age) >', 'age >']],
      ['foreign files are removed', ['.filter(isTemporary)', ".filter((name) => name.endsWith('.tmp'))"]],
    ],
  ),
  ...mutantsOf(
    'core/files/temporary-name.ts',
    ['core/files/leftovers.test.ts'],
    [
      ['a process of another machine is looked for on this one', [' && machine === HERE', '']],
      ['who writes is taken for gone', [' && !isRunning(Number(pid))', '']],
    ],
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
    'core/files/held-folder.ts',
    ['core/files/held-folder.test.ts'],
    [
      ['a lock whose file is gone keeps nobody out', ['if (goneFile() === undefined) return', 'if (log) return']],
      [
        'that another process has the folder is not told',
        ['else if (!wasOthers) log.error', 'else if (!log) log.error'],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/start.ts',
    ['tests/removed-lock.test.ts'],
    [['nobody watches the lock of the folder', ['    held?.watch(log)\n', '']]],
  ),
  ...mutantsOf(
    'apps/service/start.ts',
    ['tests/removed-lock.test.ts'],
    [['nobody watches the lock of the folder', ['  held.watch(log)\n', '']]],
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
    'core/store/sqlite-file.ts',
    ['core/store/lock-wait.test.ts'],
    [['a lock makes the process stand still', ['BUSY_TIMEOUT = 10', 'BUSY_TIMEOUT = 2000']]],
  ),
  ...mutantsOf(
    'core/store/sqlite-room.ts',
    ['core/store/sqlite-store.test.ts', 'core/store/sqlite-room.test.ts'],
    [
      ['a clock that is ahead wipes out what lives', ['sureNow() - kept', 'clock']],
      ['what has expired stays for a day, however full it is', ['? KEPT_AFTER : 0', '? KEPT_AFTER : KEPT_AFTER']],
      ['the file has no bound', ['|| usedBytes() < maxBytes', '|| true']],
      ['what strangers write takes the room of keys', ['expiresAt === undefined || ', '']],
      ['a full store drops nothing', ['    purge.run({ longAgo: time.sureNow(), most: PURGE_WHEN_FULL })\n', '']],
    ],
  ),
  ...mutantsOf(
    'core/store/sqlite-store.ts',
    ['core/store/same-files.test.ts'],
    [
      ['what nobody will find is acknowledged', ['      look()\n      return', '      return']],
      ['what stands in a file that is gone is believed', ['>= FILES_SEEN_FOR) look()', '> Infinity) look()']],
    ],
  ),
  ...mutantsOf(
    'core/store/sqlite-file.ts',
    ['core/store/same-files.test.ts'],
    [
      [
        'the files beside the store are not looked at',
        ["FURTHER_FILES = ['-wal', '-shm']", 'FURTHER_FILES: string[] = []'],
      ],
    ],
  ),
  ...mutantsOf(
    'core/store/stored-time.ts',
    ['core/store/stored-time.test.ts'],
    [
      [
        'a clock that is ahead at a start wipes out what lives',
        ['sureTime(clock, Math.min(now, Number(sure)))', 'sureTime(clock)'],
      ],
      ['in a file of an earlier version it does', ['?? first ?? now', '?? now']],
      ['a date that lies ahead is not noticed', ['if (seen > now + NO_LEAP_BACK)', 'if (seen < 0)']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/start.ts',
    ['jwt-factory/start-keys.test.ts'],
    [['what is odd about a store is not told', ['folder, log }', 'folder }']]],
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
  ...mutantsOf(
    'core/files/read-only.ts',
    ['core/process/start-failure.test.ts'],
    [
      ['only a disk that is read-only counts, not what may not be written', ["'EROFS', 'EACCES', 'EPERM'", "'EROFS'"]],
      [
        'what may not be read is missing',
        ["path !== undefined && (isTemporary(path) || syscall === 'mkdir')", 'path !== undefined'],
      ],
      ['a folder that cannot be made is not missing', [" || syscall === 'mkdir')", ')']],
      ['what has caused an error says nothing', [': pathNotMade(error.cause)', ': undefined']],
      ['a file is called as while it is written', ['finalName(path)', 'path']],
    ],
  ),
  ...mutantsOf(
    'core/files/read-only.ts',
    ['tests/read-only.process.test.ts'],
    [
      ['a key is told by an id that nobody has heard of', [".replace(KEY_ID, '.*.json')", '']],
      ['it is not said which certificate does not fit', ['new MissingForGood(missing, { cause: error })', 'error']],
    ],
  ),
  ...mutantsOf(
    'core/files/private-file.ts',
    ['tests/read-only.process.test.ts'],
    [['everything can be written to', ['    () => false,\n', '    () => true,\n']]],
  ),
  ...mutantsOf(
    'core/files/folder-lock.ts',
    ['tests/read-only.process.test.ts'],
    [['a lock is made where nothing can be written', ['  if (!(await canWriteTo(folder))) return task()\n', '']]],
  ),
  ...mutantsOf(
    'core/http/tls.ts',
    ['tests/read-only.process.test.ts'],
    [['a CA signs where nothing can be written', ['(await canWriteTo(folder)) && ', '']]],
  ),
  ...mutantsOf(
    'apps/keygen/generate.ts',
    ['tests/read-only.process.test.ts'],
    [
      [
        'npm run keys opens a store that cannot be written',
        ["(await canWriteTo(settings.folder)) ? setting : 'memory'", 'setting'],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/start.ts',
    ['tests/tls-names.test.ts'],
    [['the certificate of the factory does not say TLS_NAMES', ['hostname, ...config.tlsNames]', 'hostname]']]],
  ),
  ...mutantsOf(
    'apps/service/start.ts',
    ['tests/tls-names.test.ts'],
    [
      ['the certificates of services do not say TLS_NAMES', ['hostname, ...config.tlsNames]', 'hostname]']],
      ['a certificate does not say where its process is found', ['[urlsOf(config)[role].hostname, ', '[']],
    ],
  ),
  ...mutantsOf(
    'apps/keygen/generate.ts',
    ['apps/keygen/generate.test.ts'],
    [['npm run keys leaves TLS_NAMES out', ['hostname, ...config.tlsNames]', 'hostname]']]],
  ),
  ...mutantsOf(
    'core/http/guard.ts',
    ['tests/tls-names.test.ts'],
    [['a name of the certificate is no name to be called by', ['...tlsNames, ', '']]],
  ),
]
