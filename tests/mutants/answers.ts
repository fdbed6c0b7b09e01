import { mutantsOf } from './mutant.ts'

/** What others answer or publish, and files in which it stands. */
export const ANSWER_MUTANTS = [
  ...mutantsOf(
    'core/keys/key-set.ts',
    ['core/keys/large-key-sets.test.ts'],
    [
      ['a key set may have any number of keys', ['keys.length > MAX_SET_KEYS', 'keys.length < 0']],
      ['keys without alg count once', ['count += keys.length', 'count += 1']],
      ['a large key set is loaded at a stretch', ['await nextTurn()', 'void nextTurn()']],
      ['a line of a log names every key', ['all.slice(0, MOST_NAMED)', 'all.slice(0)']],
    ],
  ),
  ...mutantsOf(
    'core/keys/verification-key.ts',
    ['core/keys/large-key-sets.test.ts'],
    [
      [
        'the length of a key id is looked at last',
        ['  const kid = checkedKid(key)\n', ''],
        ['  return Promise.all(', '  const kid = checkedKid(key)\n  return Promise.all('],
      ],
    ],
  ),
  ...mutantsOf(
    'core/key-sources/pinned-keys.ts',
    ['core/key-sources/large-key-sets.test.ts'],
    [
      ['a file of any size is read', ['(file, MAX_FILE_BYTES)', '(file)']],
      ['whoever asks reads the file', ['reading?.version === version', 'reading?.version === null']],
    ],
  ),
  ...mutantsOf(
    'core/files/regular-file.ts',
    ['core/files/regular-file.process.test.ts'],
    [
      ['opening a pipe waits', [' | (constants.O_NONBLOCK ?? 0)', '']],
      ['a device is read', ['!found.isFile() && !found.isDirectory()', 'false']],
    ],
  ),
]
