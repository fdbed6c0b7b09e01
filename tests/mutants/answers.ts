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
      ['a file of any size is read', ['(file, KEY_SET_BOUNDS.bytes)', '(file)']],
      ['whoever asks reads the file', ['reading?.version === version', 'reading?.version === null']],
    ],
  ),
  ...mutantsOf(
    'core/http/answers-in-memory.ts',
    ['core/http/answers-in-memory.test.ts'],
    [
      ['answers may have any size together', ['if (total > MAX_ANSWERS) giveUpLargest()', '']],
      ['the smallest answer is given up', ['entry[1].bytes > (largest?.[1].bytes ?? 0)', 'largest === undefined']],
      ['what was read counts on', ['total -= own.bytes', 'total -= 0']],
    ],
  ),
  ...mutantsOf(
    'core/http/read-peer-answer.ts',
    ['core/http/read-peer-answer.test.ts'],
    [
      ['all large answers are read at once', ['await reading.enter(length)', 'void reading.enter(length)']],
      ['what nobody waits for is read', ['    refuseIfGivenUp()\n', '']],
    ],
  ),
  ...mutantsOf(
    'core/http/read-peer-answer.ts',
    ['tests/hostile-answers.test.ts'],
    [['an answer may have any number of values', ['MAX_ANSWER_DEPTH, structure)', 'MAX_ANSWER_DEPTH)']]],
  ),
  ...mutantsOf(
    'core/http/collect-answer.ts',
    ['tests/hostile-answers.test.ts'],
    [['answers count for nobody', ['      take(piece.length)\n', '']]],
  ),
  ...mutantsOf(
    'core/http/peer.ts',
    ['tests/hostile-answers.test.ts'],
    [['an answer that was read counts on', ['        underWay.leave()\n', '']]],
  ),
  ...mutantsOf(
    'core/files/unfinished.ts',
    ['core/files/unfinished.test.ts'],
    [
      ['what goes on in the background is waited for without end', ['Promise.race([task, left])', 'task']],
      ['what was left is forgotten', ['() => unfinished.add(task)', '() => {}']],
    ],
  ),
  ...mutantsOf(
    'core/process/lifecycle.ts',
    ['tests/hung-disk.process.test.ts'],
    [['what a thread waits for keeps the process', ['isClosed && !isSomethingUnfinished()', 'isClosed']]],
  ),
  ...mutantsOf(
    'core/process/lifecycle.ts',
    ['tests/end.process.test.ts'],
    [['a second signal changes nothing', ['untilSecondSignal(host, clock))', 'new Promise(() => {}))']]],
  ),
  ...mutantsOf(
    'core/process/lifecycle.ts',
    ['core/process/lifecycle.test.ts'],
    [
      ['a start that hangs cannot be ended', ['if (!state.isOver) endUnheard(host, signal, stop)', '']],
      ['a start has no moment to come to its end', ['    await clock.delay(LAST_OF_START)\n', '']],
      ['what has just started ends as a start that hangs', ['state.isOver = true', '']],
      ['after a start that failed no signal ends the process', ['  stop()\n  if (state', '  if (state']],
      ['a command that was interrupted ends with 0', ['if (state.signal) endUnheard(host, state.signal, stop)', '']],
    ],
  ),
  ...mutantsOf(
    'core/process/start-together.ts',
    ['core/process/start-together.test.ts'],
    [
      [
        'who waits for the others hears no signal',
        ["void told.then(() => reject(new Error('it was told to end')))", 'void [told, reject]'],
      ],
    ],
  ),
  ...mutantsOf(
    'core/http/renew-tls.ts',
    ['tests/hung-disk.process.test.ts'],
    [
      [
        'a look at the certificate is waited for without end',
        ['await waitAtMost(BACKGROUND_PATIENCE, clock, turn)', 'await turn'],
      ],
    ],
  ),
  ...mutantsOf(
    'core/rings/start-rotation.ts',
    ['core/rings/start-rotation.test.ts'],
    [['a rotation is waited for without end', ['await waitAtMost(BACKGROUND_PATIENCE, machine, turn)', 'await turn']]],
  ),
  ...mutantsOf(
    'core/http/tls.ts',
    ['core/http/refused-certificates.test.ts'],
    [
      [
        'a certificate that peers refuse is shown',
        ['((await faultOfHandshake(pair, wanted.ca, mainOf(wanted.names))) ?? fault)', 'fault'],
      ],
      [
        'for want of a key the CA gives way while its process runs',
        ['if (await canSign(folder)) return false', 'return false'],
      ],
    ],
  ),
  ...mutantsOf(
    'core/files/regular-file.ts',
    ['core/files/regular-file.process.test.ts'],
    [
      ['opening a pipe waits', [' | (constants.O_NONBLOCK ?? 0)', '']],
      ['a device is read', ['!found.isFile()', 'false']],
    ],
  ),
]
