import { mutantsOf } from './mutant.ts'

/** The clock that can be moved, and what keeps the time of the machine. */
export const CLOCK_MUTANTS = [
  ...mutantsOf(
    'core/control/controlled-clock.ts',
    ['core/control/controlled-clock.test.ts'],
    [
      ['an advance that waited goes on after a reset', ['if (isOver()) return', 'if (resets < 0) return']],
      [
        'an advance at work does not hear of a reset',
        ['runThrough(by, jump, isOver)', 'runThrough(by, jump, () => false)'],
      ],
      [
        'each step of an advance is rounded',
        ['wall.was + (at - wall.at) * rate :', 'Math.round(wall.was + (at - wall.at) * rate) :'],
      ],
    ],
  ),
  ...mutantsOf(
    'core/control/tickers.ts',
    ['core/control/tickers.test.ts'],
    [
      ['what is leapt over has not happened by the end', ['if (await doDue(TASKS_PER_LEAP, giveUpAt)) return', '']],
      ['what is late at the end has no turn', ['if (isCut) await giveTurns()\n', '']],
    ],
  ),
  ...mutantsOf(
    'core/control/move-clock.ts',
    ['core/control/move-clock.test.ts'],
    [['steps lead out of what can be written', ['&& !isWritable(goal)', '&& isWritable(NaN)']]],
  ),
  ...mutantsOf(
    'core/rings/rings.ts',
    ['core/rings/shared-key-rings.test.ts'],
    [
      [
        'a store is away by a clock that somebody moves',
        ['machine.monotonic() - awaySince', 'clock.monotonic() - awaySince'],
      ],
      ['a look makes moves', ['await goRound(adoptFromBook)', 'await goRound(visit)']],
    ],
  ),
  ...mutantsOf(
    'core/rings/start-rotation.ts',
    ['core/rings/start-rotation.test.ts'],
    [
      ['a frozen clock hears of no other process', [': rings.look)', ': async () => {})']],
      ['a move that failed is not tried again', ['rings.nextMoveIn() === 0 ? rings.tick : rings.look', 'rings.look']],
      ['a look keeps every move from being made', ['turns.get(one) ??', '[...turns.values()][0] ??']],
      ['it is looked at twice at once', ['turns.get(one) ??', 'undefined ??']],
      ['there is a look beside each move', [' || turns.has(rings.tick)) return', ') return']],
      ['a frozen clock never ends', ['(BACKGROUND_PATIENCE, machine, turn)', '(BACKGROUND_PATIENCE, clock, turn)']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/rings-of-factory.ts',
    ['tests/control-frozen.test.ts'],
    [
      [
        'a store is never away on a frozen clock',
        ['    machine,\n    layer: control.layer', '    layer: control.layer'],
      ],
    ],
  ),
  ...mutantsOf(
    'core/key-sources/remote-keys.ts',
    ['core/key-sources/remote-keys-clocks.test.ts'],
    [
      [
        'a key that comes back is looked for by a clock that somebody moves',
        ['machine.monotonic() - answeredAt', 'clock.monotonic() - answeredAt'],
        ['const began = machine.monotonic()', 'const began = clock.monotonic()'],
      ],
    ],
  ),
  ...mutantsOf(
    'apps/service/verifiers/verifiers.ts',
    ['apps/service/verifiers/frozen-clock.test.ts'],
    [
      [
        'a frozen clock believes a pinned key without end',
        ['({ keysFolder, machine, log }', '({ keysFolder, clock: machine, log }'],
        ["'keysFolder' | 'machine' |", "'keysFolder' | 'clock' |"],
      ],
    ],
  ),
  ...mutantsOf(
    'apps/service/start.ts',
    ['tests/control-reset.sandbox.test.ts'],
    [['a service that ends leaves keys of a moved clock behind', ['if (clock.isMoved())', 'if (!clock)']]],
  ),
]
