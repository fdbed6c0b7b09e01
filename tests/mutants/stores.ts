import { mutantsOf } from './mutant.ts'

/** Where state lives. */
export const STORE_MUTANTS = [
  ...mutantsOf(
    'core/store/server-clock.ts',
    ['core/store/server-clock.test.ts'],
    [
      ['a server may live in another time', ['!(Math.abs(ahead) <= MOST_APART)', 'Number.isNaN(ahead)']],
      ['clocks are compared once for ever', ['< COMPARE_EVERY', '< Infinity']],
    ],
  ),
  ...mutantsOf(
    'core/store/redis-store.ts',
    ['core/store/redis-store.process.test.ts'],
    [
      ['nobody compares the clocks', ['      if (!time.isSure()) await time.compare()\n', '']],
      ['a Redis that is ahead forgets too early', ['time.toServer(expiresAt)', 'expiresAt']],
      ['a full Redis is one that cannot be reached', [', { detail: detailOf(error) }', '']],
    ],
  ),
  ...mutantsOf(
    'core/store/postgres-store.ts',
    ['core/store/postgres-store.process.test.ts'],
    [
      ['what is given up at PostgreSQL happens later', ['    statement_timeout: patience,\n', '']],
      ['a role decides how exact times are', ['    extra_float_digits: 1,\n', '']],
      ['a role decides how PostgreSQL isolates', ["    default_transaction_isolation: 'read\\\\ committed',\n", '']],
      ['a PostgreSQL that is ahead forgets too early', ['time.toServer)', '(same) => same)']],
    ],
  ),
  ...mutantsOf(
    'core/store/postgres-table.ts',
    ['core/store/postgres-store.process.test.ts'],
    [
      [
        'what has expired at PostgreSQL is spent for ever',
        ['${INSERT} where old.expires_at <= ${NOW}', '${INSERT} where false'],
      ],
      ['the table of PostgreSQL only grows', ['SWEEP_EVERY = 256', 'SWEEP_EVERY = Infinity']],
    ],
  ),
  ...mutantsOf(
    'core/store/postgres-table.ts',
    ['core/store/postgres-table.process.test.ts'],
    [['whoever starts at once makes the table twice', ['    select pg_advisory_xact_lock(${MAKING});\n', '']]],
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
    'core/store/memory-store.ts',
    ['core/store/moved-clock.test.ts'],
    [
      [
        'what is revoked is forgotten by a clock that was moved on',
        ['sureTime(clock, { machine })', 'sureTime(clock)'],
      ],
    ],
  ),
  ...mutantsOf(
    'core/store/layered-store.ts',
    ['core/store/moved-clock.test.ts'],
    [['so it is in a layer', ['createMemoryStore(clock, settings)', 'createMemoryStore(clock)']]],
  ),
  ...mutantsOf(
    'core/store/sqlite-store.ts',
    ['core/store/moved-clock.test.ts'],
    [
      [
        'so it is in a file',
        ['openSqliteFile(path, { clock, machine, tell })', 'openSqliteFile(path, { clock, machine: clock, tell })'],
      ],
    ],
  ),
  ...mutantsOf(
    'core/store/stored-time.ts',
    ['core/store/stored-time.test.ts'],
    [
      [
        'a clock that is ahead at a start wipes out what lives',
        ['{ from: Math.min(now, Number(sure)), machine }', '{ machine }'],
      ],
      ['in a file of an earlier version it does', ['?? first ?? now', '?? now']],
      ['a date that lies ahead is not noticed', ['if (seen > now + NO_LEAP_BACK)', 'if (seen < 0)']],
    ],
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
    'jwt-factory/oauth/proof/client-shares.ts',
    ['jwt-factory/oauth/proof/client-shares.test.ts'],
    [
      ['a client may fill all', ['- sumOfHeld(all) - sumOfHeld(own)) / 2', '- sumOfHeld(all))']],
      ['what others hold is free', ['    await hold(ALL, end, () => taken)\n', '']],
      ['each of many at once takes some ahead', ['async () => isThere() || takeAhead', 'async () => takeAhead']],
      ['a clock that leaps ahead makes room', ['readHeld(before, sureNow())', 'readHeld(before, clock.now())']],
    ],
  ),
  ...mutantsOf(
    'core/access/spent-and-revoked.ts',
    ['jwt-factory/oauth/proof/filled-memory.test.ts'],
    [
      [
        'nobody asks for the room of a spent id',
        ['  const until = await withRoom(name, claims, keeping)', '  const until = keptUntil(claims, keeping)'],
      ],
      [
        'nobody asks for the room of a revocation',
        ["'', await withRoom(name, claims, keeping)", "'', keptUntil(claims, keeping)"],
      ],
    ],
  ),
]
