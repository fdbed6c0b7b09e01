import { mutantsOf } from './mutant.ts'

/** What lies on disks. */
export const FILE_MUTANTS = [
  ...mutantsOf(
    'core/files/regular-file.ts',
    ['core/key-sources/pinned-keys.test.ts'],
    [['what is not UTF-8 is mended', ['fatal: true, ', '']]],
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
    ['tests/removed-lock.sandbox.test.ts'],
    [['nobody watches the lock of the folder', ['    held?.watch(log)\n', '']]],
  ),
  ...mutantsOf(
    'apps/service/start.ts',
    ['tests/removed-lock.sandbox.test.ts'],
    [['nobody watches the lock of the folder', ['  held?.watch(log)\n', '']]],
  ),
  ...mutantsOf(
    'jwt-factory/start.ts',
    ['jwt-factory/start-keys.test.ts'],
    [['what is odd about a store is not told', ['storePatience,\n      log,\n', 'storePatience,\n']]],
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
    ['tests/tls-names.sandbox.test.ts'],
    [['the certificate of the factory does not say TLS_NAMES', ['hostname, ...config.tlsNames]', 'hostname]']]],
  ),
  ...mutantsOf(
    'apps/service/start.ts',
    ['tests/tls-names.sandbox.test.ts'],
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
    ['tests/tls-names.sandbox.test.ts'],
    [['a name of the certificate is no name to be called by', ['...tlsNames, ', '']]],
  ),
]
